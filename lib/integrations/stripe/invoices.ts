import type Stripe from "stripe";
import type { PaidInvoice } from "@/lib/ports/payments";
import { readCharge } from "./charges-and-disputes.ts";
import { creditChangeOf, idOf, type OlderInvoice, toInvoice } from "./shapes.ts";
import type { StripeCalls } from "./stripe-calls.ts";

/** An invoice with the charge that paid it, and all that was given back of that. */
export async function readInvoice(calls: StripeCalls, id: string): Promise<PaidInvoice | null> {
  const invoice: OlderInvoice | null = await calls.read(() =>
    calls.stripe.invoices.retrieve(id, { expand: ["payments.data.payment.payment_intent"] }),
  );
  if (invoice === null) return null;
  const chargeId = await chargeIdOf(calls, invoice);
  const charge = chargeId === null ? null : await readCharge(calls, chargeId);
  return toInvoice(invoice, charge, await creditByHand(calls, invoice));
}

/**
 * What of a credit that this invoice used, or of a debt that it collected, no earlier invoice had made. What invoices made is used first. From
 * the service's list alone, so that it is the same whenever it is asked.
 */
async function creditByHand(calls: StripeCalls, invoice: Stripe.Invoice): Promise<number> {
  const customer = idOf(invoice.customer);
  if (customer === null || usedBy(invoice) === 0) return 0;
  const all = await calls.list(calls.stripe.invoices.list({ customer, limit: 100 }));
  const made = all
    .filter((each) => each.id !== invoice.id && idOf(each.customer) === customer && each.currency === invoice.currency)
    .filter((each) => each.status !== "draft" && each.status !== "void" && finalizedAt(each) <= finalizedAt(invoice))
    .reverse()
    .sort((a, b) => finalizedAt(a) - finalizedAt(b))
    .reduce((sum, each) => sum + creditChangeOf(each) - byHand(each, sum), 0);
  return byHand(invoice, made);
}

/** How much of the balance that it found an invoice set off. */
function usedBy(invoice: Stripe.Invoice): number {
  const before = invoice.starting_balance ?? 0;
  const change = creditChangeOf(invoice);
  return change * before < 0 ? Math.min(Math.abs(change), Math.abs(before)) : 0;
}

/** What of an invoice's change is of no invoice's making, where `made` is what is left of what others made. */
function byHand(invoice: Stripe.Invoice, made: number): number {
  const used = usedBy(invoice);
  const left = Math.max(0, made * Math.sign(invoice.starting_balance ?? 0));
  return Math.sign(creditChangeOf(invoice)) * Math.max(0, used - left);
}

function finalizedAt({ status_transitions: when, created }: Stripe.Invoice): number {
  return when?.finalized_at ?? created;
}

/** Null: nothing was charged for it. Also where the server reads no payments along, or names the payment on the invoice as older ones do. */
async function chargeIdOf(calls: StripeCalls, invoice: OlderInvoice): Promise<string | null> {
  const { id, status, payment_intent: olderIntent, charge: olderCharge } = invoice;
  if (olderIntent != null) return chargeOfIntent(calls, olderIntent);
  if (olderCharge != null) return idOf(olderCharge);
  const payments =
    invoice.payments?.data ??
    (status === "paid" ? await calls.list(calls.stripe.invoicePayments.list({ invoice: id, limit: 100 })) : []);
  const payment = payments.find((each) => each.status === "paid")?.payment;
  if (payment?.payment_intent == null) return idOf(payment?.charge);
  return chargeOfIntent(calls, payment.payment_intent);
}

async function chargeOfIntent(calls: StripeCalls, intent: string | Stripe.PaymentIntent): Promise<string | null> {
  const read =
    typeof intent === "string" ? await calls.read(() => calls.stripe.paymentIntents.retrieve(intent)) : intent;
  return idOf(read?.latest_charge);
}

/** The paid invoices of a subscription, newest first. */
export async function readPaidInvoiceIds(calls: StripeCalls, paidSubscriptionId: string): Promise<string[]> {
  const query = { subscription: paidSubscriptionId, status: "paid", limit: 100 } as const;
  return (await calls.list(calls.stripe.invoices.list(query))).map((invoice) => invoice.id);
}

/** The invoice that a charge paid; null when there is none. */
export async function readInvoiceOf(calls: StripeCalls, chargeId: string): Promise<string | null> {
  const charge = await calls.read(() => calls.stripe.charges.retrieve(chargeId));
  const intent = idOf(charge?.payment_intent);
  if (intent === null) return null;
  const paid = await calls.read(() =>
    calls.stripe.invoicePayments.list({ payment: { type: "payment_intent", payment_intent: intent }, limit: 1 }),
  );
  return idOf(paid?.data[0]?.invoice);
}
