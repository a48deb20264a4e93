import type Stripe from "stripe";
import type { PaidInvoice } from "@/lib/ports/payments";
import { readCharge } from "./charges-and-disputes.ts";
import { idOf, type OlderInvoice, toInvoice } from "./shapes.ts";
import type { StripeCalls } from "./stripe-calls.ts";

/** An invoice with the charge that paid it, and all that was given back of that. */
export async function readInvoice(calls: StripeCalls, id: string): Promise<PaidInvoice | null> {
  const invoice: OlderInvoice | null = await calls.read(() =>
    calls.stripe.invoices.retrieve(id, { expand: ["payments.data.payment.payment_intent"] }),
  );
  if (invoice === null) return null;
  const chargeId = await chargeIdOf(calls, invoice);
  return toInvoice(invoice, chargeId === null ? null : await readCharge(calls, chargeId));
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
