import { appendAudit } from "@/lib/features/accounts/audit";
import type { Currency } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { dueToAffiliates, insertTransfer } from "./affiliate-repository.ts";
import { PAYOUT_MIN, REFUND_WINDOW_MS } from "./payable.ts";
import { findConnectAccount, whileLocked } from "./repository.ts";

/**
 * Writes down a transfer of all that an affiliate may be paid; sending it is another step. Nothing has left when this answers, and a crash from
 * here on leaves a row that is sent later. Null: there is nothing, or it stands already.
 */
export async function startAffiliateTransfer(
  ctx: Ctx,
  { userId, currency, key }: { readonly userId: string; readonly currency: Currency; readonly key: string },
): Promise<string | null> {
  return whileLocked(ctx.db, `affiliate:${userId}`, () =>
    ctx.db.transaction(async (tx) => {
      const now = ctx.clock.now();
      const dues = await dueToAffiliates(tx, { youngSince: utcMs(now - REFUND_WINDOW_MS), least: PAYOUT_MIN, userId });
      const due = dues.find((each) => each.currency === currency);
      const account = await findConnectAccount(tx, userId);
      if (due === undefined || account === null) return null;
      const id = ctx.ids.make("affiliateTransfer");
      const { amount } = due;
      const { stripeAccountId } = account;
      if (!(await insertTransfer(tx, { id, userId, stripeAccountId, amount, currency, key, requestedAt: now })))
        return null;
      await appendAudit(tx, ctx, {
        actorId: null,
        action: "affiliate.transfer_requested",
        subject: "affiliate_transfer",
        subjectId: id,
        detail: { userId, amount, currency },
      });
      return id;
    }),
  );
}
