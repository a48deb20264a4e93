import type { Ctx } from "@/lib/ports/ctx";
import type { PaidCharge } from "@/lib/ports/payments";
import { journalsOfCharge } from "./journal.ts";
import { findChargeParties, insertTransaction, postJournal, type Tx } from "./repository.ts";

/**
 * Books what changed on a charge that its invoice has booked already: refunds, a processing fee that came late. Before that it does
 * nothing: the invoice's event will book everything at once.
 */
export async function postCharge(ctx: Ctx, tx: Tx, charge: PaidCharge): Promise<void> {
  const parties = await findChargeParties(tx, charge.id);
  if (parties === null) return;
  for (const journal of journalsOfCharge(charge, parties)) {
    await postJournal(
      tx,
      { journal: ctx.ids.make("journal"), entry: () => ctx.ids.make("entry") },
      journal,
      parties.strategyId,
    );
  }
  for (const refund of charge.refunds) {
    await insertTransaction(tx, {
      id: ctx.ids.make("transaction"),
      userId: parties.subscriberId,
      subscriptionId: null,
      kind: "REFUND",
      amount: refund.amount,
      currency: charge.currency,
      status: "REFUNDED",
      number: null,
      description: "Refund",
      stripeObjectId: refund.id,
      at: new Date(refund.at),
    });
  }
}
