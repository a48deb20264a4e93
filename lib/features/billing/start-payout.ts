import { appendAudit } from "@/lib/features/accounts/audit";
import type { Currency } from "@/lib/kernel/money";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { isPayable } from "./payable.ts";
import { insertPayout } from "./payout-repository.ts";
import { readFunds } from "./read-funds.ts";
import { findConnectAccount, whileLocked } from "./repository.ts";

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
  return whileLocked(ctx.db, `payouts:${userId}`, async () => {
    const account = await findConnectAccount(ctx.db, userId);
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
    const amount = funds.payable;
    const { stripeAccountId } = account;
    const inserted = await ctx.db.transaction(async (tx) => {
      const key = order.key(stripeAccountId, payoutId);
      const row = { id: payoutId, userId, stripeAccountId, amount, currency, by, key, requestedAt: ctx.clock.now() };
      if (!(await insertPayout(tx, row))) return false;
      await appendAudit(tx, ctx, {
        actorId: by === "REQUEST" ? userId : null,
        action: "payout.requested",
        subject: "payout",
        subjectId: payoutId,
        detail: { amount, currency, by },
      });
      return true;
    });
    return inserted ? done({ payoutId, amount }) : refuse("conflict", "A payout is under way already.");
  });
}
