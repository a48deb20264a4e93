import { type Call, PLATFORM } from "../call.ts";
import { balanceOf } from "../collect.ts";
import { type Endpoint, listEndpoint } from "../endpoint.ts";
import type { Params } from "../form.ts";
import { itemLines, totalsOf } from "../invoice.ts";
import { prorationLines, readItemChange, requireSameInterval } from "../proration.ts";
import { requireTaxable } from "../tax.ts";

/** What a change of a price would cost now. Nothing is kept; at the same `proration_date` the change costs the same. */
function previewInvoice(call: Call, params: Params): object {
  const subscription = call.get("subscription", params.text("subscription"));
  const details = params.under("subscription_details");
  details.allow(["items", "proration_behavior", "proration_date"]);
  const change = readItemChange(call, details, subscription);
  if (change !== null) requireSameInterval(change);
  const lines = change === null ? itemLines(call, subscription) : prorationLines(call, change);
  const customer = call.get("customer", subscription.customer);
  if (change !== null) requireTaxable(call, subscription, change.price.id);
  const { subtotal, net, total, amountDue, endingBalance, tax } = totalsOf(
    lines,
    null,
    customer,
    subscription.automatic_tax,
  );
  return {
    object: "invoice",
    currency: subscription.currency,
    customer: customer.id,
    status: "draft",
    subtotal,
    automatic_tax: tax.automatic_tax,
    total,
    total_excluding_tax: net,
    total_taxes: tax.total_taxes,
    amount_due: amountDue,
    starting_balance: customer.balance,
    ending_balance: endingBalance,
    created: call.nowSec,
    livemode: false,
    lines: { object: "list", data: lines, has_more: false, url: "/v1/invoices/upcoming/lines" },
  };
}

/** What payments leave behind, to be read: invoices, payments, intents, charges, transfers, fees, balance. */
export const paymentEndpoints: readonly Endpoint[] = [
  {
    method: "POST",
    path: "/v1/invoices/create_preview",
    allowed: ["customer", "subscription", "subscription_details"],
    run: previewInvoice,
  },
  { method: "GET", path: "/v1/invoices/:id", run: (call, _params, id) => call.get("invoice", id) },
  listEndpoint("/v1/invoices", ["customer", "subscription", "status"], (call, params) => {
    const customer = params.optionalText("customer");
    const subscription = params.optionalText("subscription");
    const status = params.optionalText("status");
    return call
      .rows("invoice")
      .filter((invoice) => customer === null || invoice.customer === customer)
      .filter((invoice) => subscription === null || invoice.parent.subscription_details.subscription === subscription)
      .filter((invoice) => status === null || invoice.status === status);
  }),
  { method: "GET", path: "/v1/invoice_payments/:id", run: (call, _params, id) => call.get("invoice_payment", id) },
  listEndpoint("/v1/invoice_payments", ["invoice", "status", "payment"], (call, params) => {
    const invoice = params.optionalText("invoice");
    const intent = params.under("payment").optionalText("payment_intent");
    return call
      .rows("invoice_payment")
      .filter((payment) => invoice === null || payment.invoice === invoice)
      .filter((payment) => intent === null || payment.payment.payment_intent === intent);
  }),
  { method: "GET", path: "/v1/payment_intents/:id", run: (call, _params, id) => call.get("payment_intent", id) },
  { method: "GET", path: "/v1/charges/:id", run: (call, _params, id) => call.get("charge", id) },
  listEndpoint("/v1/charges", ["customer", "payment_intent"], (call, params) => {
    const customer = params.optionalText("customer");
    const intent = params.optionalText("payment_intent");
    return call
      .rows("charge")
      .filter((charge) => customer === null || charge.customer === customer)
      .filter((charge) => intent === null || charge.payment_intent === intent);
  }),
  { method: "GET", path: "/v1/application_fees/:id", run: (call, _params, id) => call.get("application_fee", id) },
  listEndpoint("/v1/application_fees", ["charge"], (call) => call.rows("application_fee")),
  listEndpoint("/v1/application_fees/:id/refunds", [], (call, _params, id) =>
    call.rows("fee_refund").filter((refund) => refund.fee === id),
  ),
  {
    method: "GET",
    path: "/v1/balance_transactions/:id",
    run: (call, _params, id) => call.get("balance_transaction", id),
  },
  listEndpoint("/v1/balance_transactions", ["type", "source", "currency"], (call, params) => {
    const type = params.optionalText("type");
    const source = params.optionalText("source");
    return call
      .rows("balance_transaction")
      .filter((row) => row._account === (call.account ?? PLATFORM))
      .filter((row) => type === null || row.type === type)
      .filter((row) => source === null || row.source === source);
  }),
  {
    method: "GET",
    path: "/v1/balance",
    run: (call) => {
      const account = call.account ?? PLATFORM;
      const list = (side: Map<string, number>) =>
        [...(side.size === 0 ? new Map([["usd", 0]]) : side)].map(([currency, amount]) => ({
          amount,
          currency,
          source_types: { card: amount },
        }));
      const { available, pending } = balanceOf(call, account);
      return { object: "balance", livemode: false, available: list(available), pending: list(pending) };
    },
  },
];
