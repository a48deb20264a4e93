import { type Call, PLATFORM } from "./call.ts";
import type { BalanceTransaction, Charge, Customer, Invoice, Subscription } from "./objects.ts";

/** The card fee of the stand-in: 2.9 % + 30 minor units, rounded half up; out of the platform's part. */
function processingFee(amount: number): number {
  return Math.round((amount * 290) / 10_000) + 30;
}

/** A share given in percent with at most two decimals, rounded half up to the minor unit. */
export function percentOf(amount: number, percent: number): number {
  return Math.round((amount * Math.round(percent * 100)) / 10_000);
}

/** Writes one movement of a balance. */
export function postBalance(
  call: Call,
  movement: {
    account: string;
    type: string;
    category: string;
    amount: number;
    fee?: number;
    feeType?: string;
    currency: string;
    source: string;
    description?: string;
    /** A payout, a withdrawal by a bank: counts at once. Else it is pending for two days. */
    immediate?: boolean;
  },
): BalanceTransaction {
  const fee = movement.fee ?? 0;
  return call.put<"balance_transaction">({
    id: call.newId("txn"),
    object: "balance_transaction",
    created: call.nowSec,
    available_on: movement.immediate === true ? call.nowSec : call.nowSec + 2 * 86_400,
    amount: movement.amount,
    fee,
    net: movement.amount - fee,
    fee_details:
      fee === 0
        ? []
        : [
            {
              amount: fee,
              application: null,
              currency: movement.currency,
              description: movement.feeType === "application_fee" ? "Application fee" : "Processing fees",
              type: movement.feeType ?? "stripe_fee",
            },
          ],
    currency: movement.currency,
    description: movement.description ?? null,
    exchange_rate: null,
    reporting_category: movement.category,
    source: movement.source,
    status: "pending",
    type: movement.type,
    balance_type: "payments",
    _account: movement.account,
  });
}

/** What an account (or the platform) holds by currency, settled and not. */
export function balanceOf(
  call: Call,
  account: string,
): { available: Map<string, number>; pending: Map<string, number> } {
  const sums = { available: new Map<string, number>(), pending: new Map<string, number>() };
  for (const row of call.rows("balance_transaction")) {
    if (row._account !== account) continue;
    const side = row.available_on <= call.nowSec ? sums.available : sums.pending;
    side.set(row.currency, (side.get(row.currency) ?? 0) + row.net);
  }
  return sums;
}

/**
 * Tries to collect an open invoice from the customer's card: payment intent, charge, and on success the transfer to the destination with
 * the application fee taken back (a destination charge). Changes and stores `invoice`.
 */
export function collect(
  call: Call,
  invoice: Invoice,
  subscription: Subscription,
  customer: Customer,
): "paid" | "declined" {
  invoice.attempted = true;
  invoice.attempt_count += 1;
  if (invoice.amount_due === 0) {
    settle(call, invoice);
    return "paid";
  }
  const declined = customer._card === null || customer._card.behaviour === "declines";
  const feeAmount =
    subscription.application_fee_percent === null
      ? null
      : percentOf(invoice.amount_due, subscription.application_fee_percent);
  const destination = subscription.transfer_data?.destination ?? null;
  const intentId = openIntent(call, invoice);
  const charge: Charge = {
    id: call.newId("ch"),
    object: "charge",
    created: call.nowSec,
    livemode: false,
    amount: invoice.amount_due,
    amount_captured: declined ? 0 : invoice.amount_due,
    amount_refunded: 0,
    application_fee: null,
    application_fee_amount: feeAmount,
    balance_transaction: null,
    captured: !declined,
    currency: invoice.currency,
    customer: customer.id,
    disputed: false,
    failure_code: declined ? "card_declined" : null,
    failure_message: declined ? "Your card was declined." : null,
    metadata: {},
    paid: !declined,
    payment_intent: intentId,
    receipt_url: null,
    refunded: false,
    status: declined ? "failed" : "succeeded",
    transfer: null,
    transfer_data: destination === null ? null : { destination, amount: null },
    transfer_group: null,
  };
  if (!declined) moveMoney(call, charge, destination, feeAmount);
  call.put<"charge">(charge);
  const intent = call.put<"payment_intent">({
    id: intentId,
    object: "payment_intent",
    created: call.nowSec,
    livemode: false,
    amount: invoice.amount_due,
    amount_received: declined ? 0 : invoice.amount_due,
    application_fee_amount: feeAmount,
    currency: invoice.currency,
    customer: customer.id,
    latest_charge: charge.id,
    last_payment_error: declined
      ? {
          code: "card_declined",
          decline_code: "generic_decline",
          message: "Your card was declined.",
          type: "card_error",
        }
      : null,
    metadata: {},
    status: declined ? "requires_payment_method" : "succeeded",
    transfer_data: destination === null ? null : { destination },
  });
  call.emit(declined ? "charge.failed" : "charge.succeeded", charge);
  call.emit(declined ? "payment_intent.payment_failed" : "payment_intent.succeeded", intent);
  if (declined) {
    call.put<"invoice">(invoice);
    call.emit("invoice.payment_failed", invoice);
    return "declined";
  }
  settle(call, invoice);
  return "paid";
}

/** The payment intent of an invoice, the same for each try. */
function openIntent(call: Call, invoice: Invoice): string {
  const present = call.rows("invoice_payment").find((payment) => payment.invoice === invoice.id);
  if (present !== undefined) return present.payment.payment_intent;
  const intentId = call.newId("pi");
  call.put<"invoice_payment">({
    id: call.newId("inpay"),
    object: "invoice_payment",
    created: call.nowSec,
    livemode: false,
    amount_paid: null,
    amount_requested: invoice.amount_due,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    payment: { type: "payment_intent", payment_intent: intentId },
    status: "open",
    status_transitions: { paid_at: null, canceled_at: null },
  });
  return intentId;
}

function moveMoney(call: Call, charge: Charge, destination: string | null, feeAmount: number | null): void {
  const { amount, currency } = charge;
  charge.balance_transaction = postBalance(call, {
    account: PLATFORM,
    type: "charge",
    category: "charge",
    amount,
    fee: processingFee(amount),
    currency,
    source: charge.id,
  }).id;
  if (destination === null) return;
  charge.transfer_group = `group_${charge.payment_intent}`;
  const paymentId = call.newId("py");
  const transferId = call.newId("tr");
  charge.transfer = transferId;
  const transfer = call.put<"transfer">({
    id: transferId,
    object: "transfer",
    created: call.nowSec,
    livemode: false,
    amount,
    amount_reversed: 0,
    balance_transaction: postBalance(call, {
      account: PLATFORM,
      type: "transfer",
      category: "transfer",
      amount: -amount,
      currency,
      source: transferId,
    }).id,
    currency,
    description: null,
    destination,
    destination_payment: paymentId,
    metadata: {},
    reversed: false,
    source_transaction: charge.id,
    transfer_group: charge.transfer_group,
  });
  postBalance(call, {
    account: destination,
    type: "payment",
    category: "charge",
    amount,
    fee: feeAmount ?? 0,
    feeType: "application_fee",
    currency,
    source: paymentId,
  });
  call.emit("transfer.created", transfer);
  if (feeAmount === null || feeAmount === 0) return;
  const feeId = call.newId("fee");
  charge.application_fee = feeId;
  const fee = call.put<"application_fee">({
    id: feeId,
    object: "application_fee",
    created: call.nowSec,
    livemode: false,
    account: destination,
    amount: feeAmount,
    amount_refunded: 0,
    application: "ca_standin",
    balance_transaction: postBalance(call, {
      account: PLATFORM,
      type: "application_fee",
      category: "platform_earning",
      amount: feeAmount,
      currency,
      source: feeId,
    }).id,
    charge: paymentId,
    currency,
    originating_transaction: charge.id,
    refunded: false,
  });
  call.emit("application_fee.created", fee);
}

function settle(call: Call, invoice: Invoice): void {
  invoice.status = "paid";
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.paid_at = call.nowSec;
  call.put<"invoice">(invoice);
  for (const payment of call.all("invoice_payment", (each) => each.invoice === invoice.id)) {
    payment.status = "paid";
    payment.amount_paid = invoice.amount_due;
    payment.status_transitions.paid_at = call.nowSec;
    call.put<"invoice_payment">(payment);
    call.emit("invoice_payment.paid", payment);
  }
  call.emit("invoice.paid", invoice);
  call.emit("invoice.payment_succeeded", invoice);
}
