import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { findLive } from "./repository.ts";
import { syncPaidSubscription } from "./sync-paid-subscription.ts";

/**
 * Ends the subscription whose payment its buyer disputes, at once: what was opened while it ran keeps its exits. One that he began after the
 * dispute is another matter. Safe to repeat.
 */
export async function endDisputed(
  ctx: Ctx,
  which: { readonly userId: string; readonly strategyId: string; readonly disputeId: string; readonly openedAt: UtcMs },
): Promise<void> {
  const live = await findLive(ctx.db, which.userId, which.strategyId);
  if (live === null || live.stripeSubscriptionId === null || live.createdAt > which.openedAt) return;
  await ctx.payments.cancelNow(live.stripeSubscriptionId, `dispute.end:${which.disputeId}`);
  await syncPaidSubscription(ctx, live.stripeSubscriptionId);
}
