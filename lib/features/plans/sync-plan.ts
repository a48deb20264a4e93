import type { Ctx } from "@/lib/ports/ctx";
import { type PlanStateOutcome, recordPlanState } from "./record-plan-state.ts";
import { lockPaid } from "./repository.ts";

const LOCKED = { timeoutMs: 30_000 } as const; // the service is asked while the lock is held

/** Brings our row of a plan up to what the payment service says now: lock, read, write what was read. */
export async function syncPlan(ctx: Ctx, paidSubscriptionId: string): Promise<PlanStateOutcome> {
  return ctx.db.transaction(async (tx) => {
    await lockPaid(tx, paidSubscriptionId);
    const paid = await ctx.payments.getSubscription(paidSubscriptionId);
    return paid === null ? "unknown" : recordPlanState(ctx, tx, paid);
  }, LOCKED);
}
