import type { Ctx } from "@/lib/ports/ctx";
import { type PaidStateOutcome, recordPaidState } from "./record-paid-state.ts";
import { whilePaidLocked } from "./repository.ts";

/**
 * Brings our subscription up to what the payment service says now: lock, read, write what was read. Whoever calls, and however often, the
 * newest reading stays.
 */
export async function syncPaidSubscription(
  ctx: Ctx,
  paidSubscriptionId: string,
  done: { readonly givenBack?: boolean } = {},
): Promise<PaidStateOutcome> {
  return whilePaidLocked(ctx.db, paidSubscriptionId, async () => {
    const paid = await ctx.payments.getSubscription(paidSubscriptionId);
    return paid === null ? "unknown" : ctx.db.transaction((tx) => recordPaidState(ctx, tx, paid, done));
  });
}
