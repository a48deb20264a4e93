import { appendEvent } from "@/lib/events/outbox";
import { PLATFORM_FEE_PERCENT } from "@/lib/features/subscriptions/subscription";
import { invariant } from "@/lib/kernel/errors";
import { amountText } from "@/lib/kernel/money";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidCharge, PaidInvoice } from "@/lib/ports/payments";
import { journalOfCredit } from "./journal-of-credit.ts";
import { journalsOfCharge } from "./journals-of-charge.ts";
import { postCharge } from "./post-charge.ts";
import { postJournals } from "./post-journals.ts";
import {
  findOwner,
  findProviderOf,
  insertTransaction,
  markTransaction,
  PAID_OUTSIDE,
  type PaidSubscriptionOwner,
  type Tx,
} from "./repository.ts";
import { taxedOf, taxOfInvoice } from "./tax-parts.ts";

/**
 * Books a paid invoice: its charge in the ledger and the row of the subscriber's list. An invoice of 0 (a trial) earns nobody anything and
 * is not booked; one below 0 (a proration) is a credit and a negative row. One that somebody marked as paid has moved no money: it stands in the
 * list, and the operators are told.
 * A plan's charge has no destination: its payment is the platform's alone.
 * @throws AppError "invariant" when its money went to an account that is none of ours: kept for people, never booked by guess
 */
export async function postInvoice(ctx: Ctx, tx: Tx, invoice: PaidInvoice): Promise<void> {
  const { charge } = invoice;
  const outside = paidOutside(invoice);
  if (invoice.status !== "PAID" || (charge === null && invoice.creditChange === 0 && outside === 0)) return;
  const owner = await findOwner(tx, invoice);
  if (owner === null) {
    ctx.log.warn({ invoice: invoice.id }, "a paid invoice is of a subscription that is none of ours");
    return;
  }
  await postCredit(ctx, tx, invoice, owner);
  if (charge === null) return outside === 0 ? undefined : listPaidOutside(ctx, tx, invoice, owner, outside);
  const providerId = await receiverOf(tx, invoice.id, charge, owner);
  const taxed = taxedOf(invoice);
  const parties = { subscriberId: owner.userId, providerId, ...(taxed === null ? {} : { taxed }) };
  await postJournals(ctx, tx, journalsOfCharge(charge, parties), owner.strategyId);
  await insertTransaction(tx, {
    id: ctx.ids.make("transaction"),
    userId: owner.userId,
    subscriptionId: owner.subscriptionId,
    kind: "PAYMENT",
    amount: charge.amount,
    tax: taxed?.tax ?? 0,
    currency: charge.currency,
    status: "PAID",
    number: invoice.number,
    description: owner.title,
    stripeObjectId: invoice.id,
    documentUrl: invoice.documentUrl,
    at: new Date(invoice.at),
  });
  await markTransaction(tx, invoice.id, "PAID");
  // Word of a refund may have come before, and had nothing to belong to.
  if (charge.refunds.length > 0) await postCharge(ctx, tx, charge);
}

/**
 * Who has the provider's share of a charge: whose account it went to. Null: a plan's, all of it is the platform's, and then it went to nobody.
 * A strategy's that went to nobody, a plan's that went to somebody: neither is ever booked by guess.
 */
async function receiverOf(
  tx: Tx,
  invoiceId: string,
  { destination }: PaidCharge,
  owner: PaidSubscriptionOwner,
): Promise<string | null> {
  const providerId = destination === null ? null : await findProviderOf(tx, destination);
  const ofPlan = owner.providerId === null;
  invariant(
    ofPlan ? destination === null : providerId !== null,
    `invoice ${invoiceId} paid ${destination ?? "nobody"}, ${ofPlan ? "though it is a plan's" : "an account we do not know"}`,
  );
  return providerId;
}

/** What of a paid invoice neither a charge nor a credit has paid. */
function paidOutside({ charge, total, creditChange }: PaidInvoice): number {
  return charge === null ? Math.max(0, total - Math.max(0, creditChange)) : 0;
}

async function listPaidOutside(
  ctx: Ctx,
  tx: Tx,
  invoice: PaidInvoice,
  owner: PaidSubscriptionOwner,
  amount: number,
): Promise<void> {
  const { id, number, currency, documentUrl, at, tax = 0 } = invoice;
  const isNew = await insertTransaction(tx, {
    id: ctx.ids.make("transaction"),
    userId: owner.userId,
    subscriptionId: owner.subscriptionId,
    kind: "PAYMENT",
    amount,
    tax,
    currency,
    status: PAID_OUTSIDE,
    number,
    description: owner.title,
    stripeObjectId: id,
    documentUrl,
    at: new Date(at),
  });
  if (!isNew) return;
  const text = `${amountText(amount, currency)} ${currency}`;
  const share =
    owner.providerId === null
      ? ""
      : ", and its provider has no share of it. If it was paid another way, he is owed his part";
  await appendEvent(tx, ctx.clock.now(), {
    type: "operations.alarm",
    key: `invoice.outside:${id}`,
    title: `An invoice of ${text} was marked as paid outside Stripe`,
    body: `${number ?? id} for ${owner.title}: no money of it came by Stripe, so none is in the books${share}.`,
    link: "/admin/ledger",
  });
}

async function postCredit(ctx: Ctx, tx: Tx, invoice: PaidInvoice, owner: PaidSubscriptionOwner): Promise<void> {
  const parties = { subscriberId: owner.userId, providerId: owner.providerId };
  const credit = journalOfCredit(invoice, parties, PLATFORM_FEE_PERCENT * 100);
  if (credit === null) return;
  await postJournals(ctx, tx, [credit], owner.strategyId);
  // It is part of the invoice that used it; what was too little to be charged before and is paid now is part of that payment.
  if (invoice.creditChange > 0 || invoice.charge !== null) return;
  await insertTransaction(tx, {
    id: ctx.ids.make("transaction"),
    userId: owner.userId,
    subscriptionId: owner.subscriptionId,
    kind: "CREDIT",
    amount: -invoice.creditChange,
    tax: -taxOfInvoice(invoice).credit,
    currency: invoice.currency,
    status: "CREDITED",
    number: invoice.number,
    description: owner.title,
    stripeObjectId: invoice.id,
    documentUrl: invoice.documentUrl,
    at: new Date(invoice.at),
  });
}
