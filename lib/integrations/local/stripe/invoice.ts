import type { Call } from "./call.ts";
import type { AutomaticTax, Customer, Invoice, Subscription } from "./objects.ts";
import { discountOf } from "./resources/discounts.ts";
import { type InvoiceTax, taxOf } from "./tax.ts";

/** What an invoice asks for. Minor units; negative for time that is not used. */
export interface InvoiceLine {
  readonly id: string;
  readonly object: "line_item";
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly period: { readonly start: number; readonly end: number };
  readonly quantity: number;
  readonly proration: boolean;
}

/** A whole period of each item; a trial's are of 0. */
export function itemLines(call: Call, subscription: Subscription, free = false): InvoiceLine[] {
  return subscription.items.data.map((item) => ({
    id: call.newId("il"),
    object: "line_item",
    amount: free ? 0 : item.price.unit_amount * item.quantity,
    currency: subscription.currency,
    description: call.find("product", item.price.product)?.name ?? null,
    period: { start: item.current_period_start, end: item.current_period_end },
    quantity: item.quantity,
    proration: false,
  }));
}

/** What lines come to: the sum, what a discount and the customer's credit take off, tax on top, what is to be paid. */
export function totalsOf(
  lines: readonly InvoiceLine[],
  discount: { readonly amount: number } | null,
  customer: Customer,
  automaticTax: AutomaticTax | undefined,
): { subtotal: number; net: number; total: number; amountDue: number; endingBalance: number; tax: InvoiceTax } {
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const net = subtotal - (discount?.amount ?? 0);
  const tax = taxOf(customer, automaticTax, net);
  const total = net + tax.tax;
  const amountDue = Math.max(0, total + customer.balance);
  return { subtotal, net, total, amountDue, endingBalance: total + customer.balance - amountDue, tax };
}

/** Makes and stores an open invoice, and takes the customer's credit for it. */
export function newInvoice(
  call: Call,
  subscription: Subscription,
  customer: Customer,
  reason: Invoice["billing_reason"],
  lines: readonly InvoiceLine[],
): Invoice {
  const id = call.newId("in");
  const item = subscription.items.data[0];
  const plain = lines.filter((line) => !line.proration).reduce((sum, line) => sum + line.amount, 0);
  const discount = discountOf(call, subscription, plain);
  const { subtotal, net, total, amountDue, endingBalance, tax } = totalsOf(
    lines,
    discount,
    customer,
    subscription.automatic_tax,
  );
  const startingBalance = customer.balance;
  if (endingBalance !== startingBalance) {
    customer.balance = endingBalance;
    call.put<"customer">(customer);
  }
  const number = `HELIO-${String(call.rows("invoice").length + 1).padStart(4, "0")}`;
  const invoice = call.put<"invoice">({
    id,
    object: "invoice",
    created: call.nowSec,
    livemode: false,
    number,
    status: "open",
    billing_reason: reason,
    collection_method: "charge_automatically",
    currency: subscription.currency,
    customer: customer.id,
    customer_email: customer.email,
    description: subscription.description,
    automatic_tax: tax.automatic_tax,
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_excluding_tax: net,
    total_taxes: tax.total_taxes,
    total_discount_amounts: discount === null ? [] : [discount],
    amount_due: amountDue,
    amount_paid: 0,
    amount_remaining: amountDue,
    starting_balance: startingBalance,
    ending_balance: endingBalance,
    attempt_count: 0,
    attempted: false,
    hosted_invoice_url: `${call.baseUrl}/i/${id}`,
    invoice_pdf: `${call.baseUrl}/i/${id}/pdf`,
    period_start: item?.current_period_start ?? call.nowSec,
    period_end: item?.current_period_end ?? call.nowSec,
    next_payment_attempt: null,
    metadata: {},
    parent: {
      type: "subscription_details",
      quote_details: null,
      subscription_details: { subscription: subscription.id, metadata: subscription.metadata },
    },
    lines: { object: "list", data: [...lines], has_more: false, url: `/v1/invoices/${id}/lines` },
    status_transitions: { finalized_at: call.nowSec, paid_at: null, voided_at: null, marked_uncollectible_at: null },
  });
  call.emit("invoice.created", invoice);
  call.emit("invoice.finalized", invoice);
  return invoice;
}
