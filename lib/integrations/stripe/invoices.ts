import type { PaidInvoice } from "@/lib/ports/payments";
import { readCharge } from "./charges-and-disputes.ts";
import { idOf, toInvoice } from "./shapes.ts";
import type { StripeCalls } from "./stripe-calls.ts";

/** An invoice with the charge that paid it, and all that was given back of that. */
export async function readInvoice(calls: StripeCalls, id: string): Promise<PaidInvoice | null> {
  const invoice = await calls.read(() =>
    calls.stripe.invoices.retrieve(id, { expand: ["payments.data.payment.payment_intent"] }),
  );
  if (invoice === null) return null;
  const payment = invoice.payments?.data.find((each) => each.status === "paid")?.payment;
  const intent = payment?.payment_intent;
  const chargeId = typeof intent === "object" ? idOf(intent.latest_charge) : idOf(payment?.charge);
  return toInvoice(invoice, chargeId === null ? null : await readCharge(calls, chargeId));
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
