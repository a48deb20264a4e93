import { appendAudit } from "@/lib/features/accounts/audit";
import type { Currency } from "@/lib/kernel/money";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { isPayable } from "./payable.ts";
import { insertPayout } from "./payout-repository.ts";
import { readFunds } from "./read-funds.ts";
import { findConnectAccount, lockObject } from "./repository.ts";

const LOCKED = { timeoutMs: 30_000 } as const; // the balance is read from Stripe while it is held

export interface PayoutOrderFrom {
  readonly userId: string;
  readonly currency: Currency;
  readonly by: "REQUEST" | "MONTHLY";
  /** The idempotency key at the service, from the account and our payout's id. */
  readonly key: (accountId: string, payoutId: string) => string;
}

/**
 * Writes down a payout of all that is payable; sending it is another step. Nothing has left when this answers, and a crash from here on
 * leaves a row that is sent later.
 */
export async function startPayout(
  ctx: Ctx,
  order: PayoutOrderFrom,
): Promise<Result<{ payoutId: string; amount: number }, "payouts_not_ready" | "conflict">> {
  const { userId, currency, by } = order;
  return ctx.db.transaction(async (tx) => {
    await lockObject(tx, `payouts:${userId}`);
    const account = await findConnectAccount(tx, userId);
    if (account === null || !account.payoutsEnabled) {
      return refuse(
        "payouts_not_ready",
        "Stripe does not pay out to you at present: see what it asks for under Earnings.",
      );
    }
    const funds = (await readFunds(ctx, userId)).find((each) => each.currency === currency);
    if (funds === undefined || !isPayable(funds.payable)) {
      return refuse("conflict", "Payouts start at $50.00. Less than that is payable now; it stays on your balance.");
    }
    const payoutId = ctx.ids.make("payout");
    const inserted = await insertPayout(tx, {
      id: payoutId,
      userId,
      stripeAccountId: account.stripeAccountId,
      amount: funds.payable,
      currency,
      by,
      key: order.key(account.stripeAccountId, payoutId),
      requestedAt: ctx.clock.now(),
    });
    if (!inserted) return refuse("conflict", "A payout is under way already.");
    await appendAudit(tx, ctx, {
      actorId: by === "REQUEST" ? userId : null,
      action: "payout.requested",
      subject: "payout",
      subjectId: payoutId,
      detail: { amount: funds.payable, currency, by },
    });
    return done({ payoutId, amount: funds.payable });
  }, LOCKED);
}
