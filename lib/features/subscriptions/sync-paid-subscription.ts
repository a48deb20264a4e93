import type { Ctx } from "@/lib/ports/ctx";
import { type PaidStateOutcome, recordPaidState } from "./record-paid-state.ts";
import { lockPaid } from "./repository.ts";

/** The lock is held while the service is asked, so the time is its timeout and some more. */
const LOCKED = { timeoutMs: 30_000 } as const;

/**
 * Brings our subscription up to what the payment service says now: lock, read, write what was read. Whoever calls, and however often, the
 * newest reading stays.
 */
export async function syncPaidSubscription(ctx: Ctx, paidSubscriptionId: string): Promise<PaidStateOutcome> {
  return ctx.db.transaction(async (tx) => {
    await lockPaid(tx, paidSubscriptionId);
    const paid = await ctx.payments.getSubscription(paidSubscriptionId);
    return paid === null ? "unknown" : recordPaidState(ctx, tx, paid);
  }, LOCKED);
}
