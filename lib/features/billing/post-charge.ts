import type { Ctx } from "@/lib/ports/ctx";
import type { PaidCharge } from "@/lib/ports/payments";
import { journalsOfCharge } from "./journals-of-charge.ts";
import { postJournals } from "./post-journals.ts";
import { findChargeParties, insertTransaction, markTransaction, type Tx } from "./repository.ts";

/**
 * Books what changed on a charge that its invoice has booked already: refunds, shares taken back, a processing fee that came late. Before
 * that it does nothing: the invoice's event will book everything at once.
 */
export async function postCharge(ctx: Ctx, tx: Tx, charge: PaidCharge): Promise<void> {
  const parties = await findChargeParties(tx, charge.id);
  if (parties === null) return;
  await postJournals(ctx, tx, journalsOfCharge(charge, parties), parties.strategyId);
  for (const refund of charge.refunds.filter(({ waits }) => waits !== true)) {
    const status = refund.failed ? "FAILED" : "REFUNDED";
    await insertTransaction(tx, {
      id: ctx.ids.make("transaction"),
      userId: parties.subscriberId,
      subscriptionId: null,
      kind: "REFUND",
      amount: refund.amount,
      tax: refund.taxed?.tax ?? 0,
      currency: charge.currency,
      status,
      number: null,
      description: "Refund",
      stripeObjectId: refund.id,
      at: new Date(refund.at),
    });
    await markTransaction(tx, refund.id, status);
  }
}
