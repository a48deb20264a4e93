import { invariant } from "@/lib/kernel/errors";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidInvoice } from "@/lib/ports/payments";
import { journalsOfCharge } from "./journal.ts";
import { findOwner, findProviderOf, insertTransaction, postJournal, type Tx } from "./repository.ts";

/**
 * Books a paid invoice: its charge in the ledger and the row of the subscriber's list. An invoice of 0 (a trial) earns nobody anything and
 * is not booked.
 * @throws AppError "invariant" when its money went to an account that is none of ours: kept for people, never booked by guess
 */
export async function postInvoice(ctx: Ctx, tx: Tx, invoice: PaidInvoice): Promise<void> {
  const { charge } = invoice;
  if (invoice.status !== "PAID" || charge === null) return;
  const owner = await findOwner(tx, invoice);
  if (owner === null) {
    ctx.log.warn({ invoice: invoice.id }, "a paid invoice is of a subscription that is none of ours");
    return;
  }
  const providerId = charge.destination === null ? null : await findProviderOf(tx, charge.destination);
  invariant(
    providerId !== null,
    `invoice ${invoice.id} paid ${charge.destination ?? "nobody"}, an account we do not know`,
  );
  for (const journal of journalsOfCharge(charge, { subscriberId: owner.userId, providerId })) {
    await postJournal(
      tx,
      { journal: ctx.ids.make("journal"), entry: () => ctx.ids.make("entry") },
      journal,
      owner.strategyId,
    );
  }
  await insertTransaction(tx, {
    id: ctx.ids.make("transaction"),
    userId: owner.userId,
    subscriptionId: owner.subscriptionId,
    kind: "PAYMENT",
    amount: charge.amount,
    currency: charge.currency,
    status: "PAID",
    number: invoice.number,
    description: owner.strategyName,
    stripeObjectId: invoice.id,
    at: new Date(invoice.at),
  });
}
