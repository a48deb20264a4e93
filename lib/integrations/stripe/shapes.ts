import type Stripe from "stripe";
import { invariant } from "@/lib/kernel/errors";
import { type Currency, isCurrency, minor } from "@/lib/kernel/money";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type {
  CheckoutState,
  ConnectState,
  PaidCharge,
  PaidInvoice,
  PaidSubscription,
  PaymentEvent,
} from "@/lib/ports/payments";

/** Stripe's Unix seconds. */
export function fromSec(seconds: number): UtcMs {
  return utcMs(seconds * 1_000);
}

/** The id of a field that may be expanded. */
export function idOf(value: string | { id?: string } | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : (value.id ?? null);
}

/** @throws AppError "invariant" on a currency that we do not sell in */
export function toCurrency(code: string): Currency {
  const upper = code.toUpperCase();
  invariant(isCurrency(upper), `Stripe sent the currency ${code}, in which we do not sell`);
  return upper;
}

export function toEvent(event: Stripe.Event): PaymentEvent {
  const object: { id?: string; object?: string } = event.data.object;
  return {
    id: event.id,
    type: event.type,
    account: event.account ?? null,
    objectId: object.id ?? "",
    objectType: object.object ?? "",
    livemode: event.livemode,
    createdAt: fromSec(event.created),
    payload: event,
  };
}

const CHECKOUT_STATUS: Readonly<Record<string, CheckoutState["status"]>> = {
  open: "OPEN",
  complete: "COMPLETE",
  expired: "EXPIRED",
};

export function toCheckout(session: Stripe.Checkout.Session): CheckoutState {
  return {
    id: session.id,
    status: CHECKOUT_STATUS[session.status ?? ""] ?? "OPEN",
    url: session.url,
    paidSubscriptionId: idOf(session.subscription),
  };
}

const SUBSCRIPTION_STATUS: Readonly<Record<string, PaidSubscription["status"]>> = {
  incomplete: "INCOMPLETE",
  incomplete_expired: "CANCELLED",
  trialing: "TRIALING",
  active: "ACTIVE",
  past_due: "PAST_DUE",
  unpaid: "CANCELLED",
  canceled: "CANCELLED",
  paused: "PAUSED",
};

/** In a subscription's metadata while its renewals wait for its provider; empty or absent: a pause is its subscriber's own. */
export const HELD_KEY = "held";

/** The period is on the items since API 2025-03; `status` stays "active" while collection is paused. */
export function toSubscription(subscription: Stripe.Subscription): PaidSubscription {
  const ends = subscription.items.data.map((item) => item.current_period_end);
  const status = SUBSCRIPTION_STATUS[subscription.status] ?? "INCOMPLETE";
  const price = subscription.items.data[0]?.price;
  const running = status === "ACTIVE" || status === "TRIALING" || status === "PAST_DUE";
  const paused = running && subscription.pause_collection !== null;
  const renewalsHeld = paused && (subscription.metadata[HELD_KEY] ?? "") !== "";
  return {
    id: subscription.id,
    status: paused && !renewalsHeld ? "PAUSED" : status,
    subscriptionId: subscription.metadata.subscriptionId ?? null,
    currentPeriodEnd: ends.length === 0 ? null : fromSec(Math.max(...ends)),
    trialEndsAt: subscription.trial_end === null ? null : fromSec(subscription.trial_end),
    cancelAtPeriodEnd: subscription.cancel_at_period_end,
    renewalsHeld,
    endedAt: subscription.ended_at === null ? null : fromSec(subscription.ended_at),
    latestInvoiceId: idOf(subscription.latest_invoice),
    cardFingerprint: fingerprintOf(subscription.default_payment_method),
    planSubscriptionId: subscription.metadata.planSubscriptionId ?? null,
    productId: idOf(price?.product),
    amount: price?.unit_amount == null ? null : minor(price.unit_amount),
  };
}

/** Of a payment method that was read along (`expand`). */
function fingerprintOf(method: string | Stripe.PaymentMethod | null): string | null {
  return typeof method === "object" ? (method?.card?.fingerprint ?? null) : null;
}

const INVOICE_STATUS: Readonly<Record<string, PaidInvoice["status"]>> = {
  draft: "DRAFT",
  open: "OPEN",
  paid: "PAID",
  void: "VOID",
  uncollectible: "UNCOLLECTIBLE",
};

export function toInvoice(invoice: Stripe.Invoice, charge: PaidCharge | null): PaidInvoice {
  const details = invoice.parent?.subscription_details ?? null;
  return {
    id: invoice.id,
    number: invoice.number,
    status: INVOICE_STATUS[invoice.status ?? ""] ?? "DRAFT",
    total: minor(invoice.total),
    tax: minor((invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0)),
    currency: toCurrency(invoice.currency),
    creditChange: minor((invoice.ending_balance ?? invoice.starting_balance) - invoice.starting_balance),
    at: fromSec(invoice.status_transitions.paid_at ?? invoice.created),
    paidSubscriptionId: idOf(details?.subscription),
    subscriptionId: details?.metadata?.subscriptionId ?? null,
    planSubscriptionId: details?.metadata?.planSubscriptionId ?? null,
    documentUrl: invoice.invoice_pdf ?? null,
    charge,
  };
}

export function toConnect(account: Stripe.Account): ConnectState {
  return {
    accountId: account.id,
    country: account.country ?? "",
    transfersActive: account.capabilities?.transfers === "active",
    payoutsEnabled: account.payouts_enabled,
    detailsSubmitted: account.details_submitted,
    due: account.requirements?.currently_due ?? [],
  };
}
