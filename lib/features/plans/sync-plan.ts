import type { Ctx } from "@/lib/ports/ctx";
import { type PlanStateOutcome, recordPlanState } from "./record-plan-state.ts";
import { whilePaidLocked } from "./repository.ts";

/** Brings our row of a plan up to what the payment service says now: lock, read, write what was read. */
export async function syncPlan(ctx: Ctx, paidSubscriptionId: string): Promise<PlanStateOutcome> {
  return whilePaidLocked(ctx.db, paidSubscriptionId, async () => {
    const paid = await ctx.payments.getSubscription(paidSubscriptionId);
    return paid === null ? "unknown" : ctx.db.transaction((tx) => recordPlanState(ctx, tx, paid));
  });
}
