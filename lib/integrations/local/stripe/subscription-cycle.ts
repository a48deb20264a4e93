import type { Call } from "./call.ts";
import { collect } from "./collect.ts";
import { StripeFault } from "./fault.ts";
import { itemLines, newInvoice } from "./invoice.ts";
import type { CheckoutSession, Customer, Invoice, Price, Subscription, SubscriptionItem } from "./objects.ts";
import { periodEnd } from "./period.ts";
import { type ItemChange, prorationLines, requireSameInterval } from "./proration.ts";
import { startDiscount } from "./resources/discounts.ts";
import { arriveOne } from "./resources/payouts.ts";
import { requireTaxable } from "./tax.ts";

/** Days after a failed renewal on which it is tried again; after the last one the subscription is cancelled. */
const RETRY_DAYS = [3, 5, 7] as const;
const DAY = 86_400;

/** What a paid Checkout leaves: a subscription that is active (or on trial), its first invoice paid. */
export function startSubscription(
  call: Call,
  session: CheckoutSession,
  customer: Customer,
): { subscription: Subscription; outcome: "paid" | "declined"; invoice: Invoice } {
  const id = call.newId("sub");
  const { trial_period_days: trialDays, ...given } = session._subscription;
  const trialEnd = trialDays === null ? null : call.nowSec + trialDays * DAY;
  const lines = session._lines.map((line) => ({ price: call.get("price", line.price), quantity: line.quantity }));
  const items = lines.map(({ price, quantity }) => newItem(call, id, price, quantity, trialEnd));
  const subscription: Subscription = {
    id,
    object: "subscription",
    created: call.nowSec,
    livemode: false,
    status: trialEnd === null ? "active" : "trialing",
    application_fee_percent: given.application_fee_percent,
    automatic_tax: session.automatic_tax ?? { enabled: false, liability: null, disabled_reason: null },
    billing_cycle_anchor: trialEnd ?? call.nowSec,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, reason: null },
    collection_method: "charge_automatically",
    currency: session.currency,
    customer: customer.id,
    default_payment_method: customer.invoice_settings.default_payment_method,
    description: given.description,
    discounts: [],
    ended_at: null,
    items: { object: "list", data: items, has_more: false, url: `/v1/subscription_items?subscription=${id}` },
    latest_invoice: null,
    metadata: given.metadata,
    on_behalf_of: null,
    pause_collection: null,
    start_date: call.nowSec,
    transfer_data: given.transfer_data,
    trial_start: trialEnd === null ? null : call.nowSec,
    trial_end: trialEnd,
    _retryAt: null,
    _periods: trialEnd === null ? 1 : 0,
  };
  startDiscount(call, session, subscription);
  const invoice = newInvoice(
    call,
    subscription,
    customer,
    "subscription_create",
    itemLines(call, subscription, trialEnd !== null),
  );
  subscription.latest_invoice = invoice.id;
  call.put<"subscription">(subscription);
  return { subscription, outcome: collect(call, invoice, subscription, customer), invoice };
}

function newItem(
  call: Call,
  subscriptionId: string,
  price: Price,
  quantity: number,
  trialEnd: number | null,
): SubscriptionItem {
  const every = price.recurring ?? { interval: "month" as const, interval_count: 1 };
  return {
    id: call.newId("si"),
    object: "subscription_item",
    created: call.nowSec,
    current_period_start: call.nowSec,
    current_period_end: trialEnd ?? periodEnd(call.nowSec, every, 1),
    metadata: {},
    price,
    quantity,
    subscription: subscriptionId,
    discounts: [],
    tax_rates: [],
  };
}

/** Does one thing that is due for this subscription at the call's time. False: nothing is due. */
function advanceSubscription(call: Call, subscription: Subscription): boolean {
  if (subscription.status === "canceled") return false;
  const [item] = subscription.items.data;
  if (item === undefined) return false;
  if (subscription._retryAt !== null && subscription._retryAt <= call.nowSec) return retryPayment(call, subscription);
  if (item.current_period_end > call.nowSec) return false;
  const { cancel_at: cancelAt } = subscription;
  if (subscription.cancel_at_period_end || (cancelAt !== null && cancelAt <= call.nowSec)) {
    endSubscription(call, subscription, "cancellation_requested");
    return true;
  }
  subscription._periods += 1;
  if (subscription._periods === 1 && subscription.trial_end !== null) subscription.status = "active";
  for (const each of subscription.items.data) {
    each.current_period_start = each.current_period_end;
    each.current_period_end = periodEnd(
      subscription.billing_cycle_anchor,
      each.price.recurring ?? { interval: "month", interval_count: 1 },
      subscription._periods,
    );
  }
  const customer = call.get("customer", subscription.customer);
  const invoice = newInvoice(call, subscription, customer, "subscription_cycle", itemLines(call, subscription));
  subscription.latest_invoice = invoice.id;
  if (subscription.pause_collection?.behavior === "void") {
    invoice.status = "void";
    invoice.status_transitions.voided_at = call.nowSec;
    call.put<"invoice">(invoice);
    call.emit("invoice.voided", invoice);
  } else if (collect(call, invoice, subscription, customer) === "declined") {
    fallDue(call, subscription, invoice);
  }
  call.put<"subscription">(subscription);
  call.emit("customer.subscription.updated", subscription);
  return true;
}

/** `billing_cycle_anchor: "now"` without proration: a period begins now, is invoiced and collected. */
export function restartPeriod(call: Call, subscription: Subscription): void {
  subscription.billing_cycle_anchor = call.nowSec;
  subscription._periods = 1;
  for (const item of subscription.items.data) {
    item.current_period_start = call.nowSec;
    item.current_period_end = periodEnd(
      call.nowSec,
      item.price.recurring ?? { interval: "month", interval_count: 1 },
      1,
    );
  }
  const customer = call.get("customer", subscription.customer);
  const invoice = newInvoice(call, subscription, customer, "subscription_update", itemLines(call, subscription));
  subscription.latest_invoice = invoice.id;
  if (collect(call, invoice, subscription, customer) === "declined") fallDue(call, subscription, invoice);
}

/** `trial_end: "now"`: the first paid period begins now. */
export function endTrial(call: Call, subscription: Subscription): void {
  if (subscription.status !== "trialing") return;
  subscription.trial_end = call.nowSec;
  subscription.status = "active";
  restartPeriod(call, subscription);
}

/** Another price from now on: with what is left of the period invoiced and collected, or from the next period. */
export function changePrice(
  call: Call,
  subscription: Subscription,
  change: ItemChange,
  /** `payment_behavior`: a declined card leaves all as it was. */
  orFail: boolean,
): void {
  requireSameInterval(change);
  requireTaxable(call, subscription, change.price.id);
  const lines = prorationLines(call, change);
  change.item.price = change.price;
  if (lines.length === 0 || subscription.status === "trialing") return;
  const customer = call.get("customer", subscription.customer);
  const invoice = newInvoice(call, subscription, customer, "subscription_update", lines);
  subscription.latest_invoice = invoice.id;
  if (collect(call, invoice, subscription, customer) === "paid") return;
  if (orFail)
    throw new StripeFault(402, "Your card was declined.", {
      type: "card_error",
      code: "card_declined",
      declineCode: "generic_decline",
    });
  fallDue(call, subscription, invoice);
}

function retryPayment(call: Call, subscription: Subscription): boolean {
  const invoice = call.get("invoice", subscription.latest_invoice ?? "");
  const outcome = collect(call, invoice, subscription, call.get("customer", subscription.customer));
  if (outcome === "paid") {
    subscription.status = "active";
    subscription._retryAt = null;
  } else if (invoice.attempt_count > RETRY_DAYS.length) {
    endSubscription(call, subscription, "payment_failed");
    return true;
  } else {
    fallDue(call, subscription, invoice);
  }
  call.put<"subscription">(subscription);
  call.emit("customer.subscription.updated", subscription);
  return true;
}

function fallDue(call: Call, subscription: Subscription, invoice: Invoice): void {
  const waitDays = RETRY_DAYS[invoice.attempt_count - 1] ?? 7;
  subscription.status = "past_due";
  subscription._retryAt = call.nowSec + waitDays * DAY;
  invoice.next_payment_attempt = subscription._retryAt;
  call.put<"invoice">(invoice);
}

export function endSubscription(
  call: Call,
  subscription: Subscription,
  reason: "cancellation_requested" | "payment_failed",
): void {
  subscription.status = "canceled";
  subscription.canceled_at ??= call.nowSec;
  subscription.ended_at = call.nowSec;
  subscription.cancellation_details.reason = reason;
  subscription._retryAt = null;
  call.put<"subscription">(subscription);
  call.emit("customer.subscription.deleted", subscription);
}

/** Everything that time brings: renewals, retries, trial ends, expired sessions. One thing a call, so that each has its own moment. */
export function advanceOne(call: Call): boolean {
  const subscriptions = call
    .all("subscription", (subscription) => nextMoment(subscription) <= call.nowSec)
    .sort((a, b) => nextMoment(a) - nextMoment(b));
  for (const subscription of subscriptions) if (advanceSubscription(call, subscription)) return true;
  if (arriveOne(call)) return true;
  for (const session of call.all(
    "checkout.session",
    (each) => each.status === "open" && each.expires_at <= call.nowSec,
  )) {
    expireSession(call, session);
    return true;
  }
  return false;
}

/** When the next thing happens to a subscription; Infinity when never. */
export function nextMoment(subscription: Readonly<Subscription>): number {
  if (subscription.status === "canceled") return Number.POSITIVE_INFINITY;
  const end = subscription.items.data[0]?.current_period_end ?? Number.POSITIVE_INFINITY;
  return Math.min(end, subscription._retryAt ?? Number.POSITIVE_INFINITY);
}

export function expireSession(call: Call, session: CheckoutSession): CheckoutSession {
  session.status = "expired";
  session.url = null;
  call.put<"checkout.session">(session);
  call.emit("checkout.session.expired", session);
  return session;
}
