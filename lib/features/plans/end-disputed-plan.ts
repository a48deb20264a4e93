import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { findLiving } from "./repository.ts";
import { syncPlan } from "./sync-plan.ts";

/** Ends the plan whose payment its buyer disputes, at once, as a strategy's is. One that he began after the dispute goes on. Safe to repeat. */
export async function endDisputedPlan(
  ctx: Ctx,
  which: { readonly userId: string; readonly disputeId: string; readonly openedAt: UtcMs },
): Promise<void> {
  const living = await findLiving(ctx.db, which.userId);
  if (living === null || living.stripeSubscriptionId === null || living.createdAt > which.openedAt) return;
  await ctx.payments.cancelNow(living.stripeSubscriptionId, `dispute.end:${which.disputeId}`);
  await syncPlan(ctx, living.stripeSubscriptionId);
}
