import { utcDay } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { bookCharge } from "./book-charge.ts";
import { findChargeParties, whileLocked } from "./repository.ts";
import { toTake } from "./tax-takes.ts";

/**
 * Takes what of a taxed charge lies in its provider's balance and is not his: the tax that the transfer carried along, and his part of
 * refunds. Each once, since what was taken is read first; what his balance is too small for waits for the night. Before the charge is booked
 * it does nothing.
 */
export async function settleTaxed(ctx: Ctx, chargeId: string): Promise<void> {
  const parties = await findChargeParties(ctx.db, chargeId);
  if (parties?.taxed === undefined || parties.providerId === null) return;
  const { taxed } = parties;
  const took = await whileLocked(ctx.db, chargeId, async () => {
    const charge = await ctx.payments.getCharge(chargeId);
    if (charge === null) return 0;
    const disputes = await Promise.all(charge.disputeIds.map((id) => ctx.payments.getDispute(id)));
    // A day's key: a refusal is replayed under its key, and must be asked anew the next night.
    const day = utcDay(ctx.clock.now());
    let done = 0;
    for (const { transferId, amount, refundId, taken } of toTake(
      charge,
      taxed,
      disputes.flatMap((dispute) => dispute ?? []),
    )) {
      const key = `${refundId === null ? `tax.take:${chargeId}` : `refund.take:${refundId}`}:${taken}:${day}`;
      const outcome = await ctx.payments.takeShare({ chargeId, transferId, amount, refundId }, key);
      if (outcome === "balance_short") {
        ctx.log.warn(
          { charge: chargeId, refund: refundId, amount },
          "a taxed charge's part could not be taken yet: the account holds too little",
        );
        break;
      }
      done += 1;
    }
    return done;
  });
  if (took > 0) await bookCharge(ctx, chargeId);
}
