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

/** What is told of a connected account by another object: that it was disconnected, what it may do. The account itself is read for it. */
const TOLD_OF_ACCOUNT: readonly unknown[] = ["application", "capability"];

export function toEvent(event: Stripe.Event): PaymentEvent {
  const object: { id?: string; object?: string } = event.data.object;
  const account = event.account ?? null;
  const ofAccount = account !== null && TOLD_OF_ACCOUNT.includes(object.object);
  return {
    id: event.id,
    type: event.type,
    account,
    objectId: (ofAccount ? account : object.id) ?? "",
    objectType: (ofAccount ? "account" : object.object) ?? "",
    livemode: event.livemode === true,
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
    url: session.url ?? null,
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

/** In a subscription's metadata while its renewals wait, saying why (RenewalHold); empty or absent: a pause is its subscriber's own. */
export const HELD_KEY = "held";

/** Where servers of an older API say what today's says elsewhere. */
export type OlderSubscription = Stripe.Subscription & { readonly current_period_end?: number };
export type OlderInvoice = Stripe.Invoice & {
  readonly subscription?: string | { readonly id: string } | null;
  readonly subscription_details?: { readonly metadata?: Stripe.Metadata | null } | null;
  readonly payment_intent?: string | Stripe.PaymentIntent | null;
  readonly charge?: string | { readonly id: string } | null;
  readonly tax?: number | null;
};

/**
 * The period is on the items since API 2025-03; `status` stays "active" while collection is paused. An end that was chosen on the service's own
 * pages stands in `cancel_at` alone (flexible billing), ours in `cancel_at_period_end`.
 */
export function toSubscription(subscription: OlderSubscription): PaidSubscription {
  const items = subscription.items.data;
  const ends = items.flatMap((item) => item.current_period_end ?? subscription.current_period_end ?? []);
  const end = ends.length === 0 ? null : Math.max(...ends);
  const cancelAt = subscription.cancel_at ?? null;
  const endsAtCancel = cancelAt !== null && (end === null || cancelAt <= end);
  const status = SUBSCRIPTION_STATUS[subscription.status] ?? "INCOMPLETE";
  const price = items[0]?.price;
  const running = status === "ACTIVE" || status === "TRIALING" || status === "PAST_DUE";
  const paused = running && subscription.pause_collection != null;
  const metadata: Stripe.Metadata = subscription.metadata ?? {};
  const renewalsHeld = paused ? holdOf(metadata[HELD_KEY]) : null;
  return {
    id: subscription.id,
    status: paused && renewalsHeld === null ? "PAUSED" : status,
    subscriptionId: metadata.subscriptionId ?? null,
    currentPeriodEnd: timeOf(endsAtCancel ? cancelAt : end),
    trialEndsAt: timeOf(subscription.trial_end),
    cancelAtPeriodEnd: subscription.cancel_at_period_end === true || endsAtCancel,
    renewalsHeld,
    endedAt: timeOf(subscription.ended_at),
    latestInvoiceId: idOf(subscription.latest_invoice),
    destination: idOf(subscription.transfer_data?.destination),
    cardFingerprint: fingerprintOf(subscription.default_payment_method),
    planSubscriptionId: metadata.planSubscriptionId ?? null,
    productId: idOf(price?.product),
    amount: price?.unit_amount == null ? null : minor(price.unit_amount),
  };
}

function holdOf(word: string | undefined): PaidSubscription["renewalsHeld"] {
  if (word === undefined || word === "") return null;
  return word === "suspension" ? "SUSPENSION" : "PROVIDER";
}

/** Of a field that is null, or that another server leaves out. */
function timeOf(seconds: number | null | undefined): UtcMs | null {
  return seconds === null || seconds === undefined ? null : fromSec(seconds);
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

/** `creditByHand` as in PaidInvoice: other invoices of its customer tell it. */
export function toInvoice(invoice: OlderInvoice, charge: PaidCharge | null, creditByHand = 0): PaidInvoice {
  const details = invoice.parent?.subscription_details ?? null;
  const metadata = details?.metadata ?? invoice.subscription_details?.metadata ?? {};
  return {
    id: invoice.id,
    number: invoice.number ?? null,
    status: INVOICE_STATUS[invoice.status ?? ""] ?? "DRAFT",
    total: minor(invoice.total),
    tax: minor(invoice.total_taxes?.reduce((sum, { amount }) => sum + amount, 0) ?? invoice.tax ?? 0),
    currency: toCurrency(invoice.currency),
    creditChange: minor(creditChangeOf(invoice)),
    ...(creditByHand === 0 ? {} : { creditByHand: minor(creditByHand) }),
    at: fromSec(invoice.status_transitions?.paid_at ?? invoice.created),
    paidSubscriptionId: idOf(details?.subscription) ?? idOf(invoice.subscription) ?? subscriptionOfLines(invoice),
    subscriptionId: metadata.subscriptionId ?? null,
    planSubscriptionId: metadata.planSubscriptionId ?? null,
    documentUrl: invoice.invoice_pdf ?? null,
    charge,
  };
}

/** What an invoice did to its customer's balance; an ending that is not known yet is none. */
export function creditChangeOf({ starting_balance: before, ending_balance: after }: Stripe.Invoice): number {
  return (after ?? before ?? 0) - (before ?? 0);
}

/** What each line says of itself, where the invoice says nothing. */
function subscriptionOfLines(invoice: Stripe.Invoice): string | null {
  const parents = (invoice.lines?.data ?? []).map((line) => line.parent);
  const named = parents.map((parent) => parent?.subscription_item_details ?? parent?.invoice_item_details);
  return named.find((details) => details?.subscription != null)?.subscription ?? null;
}

export function toConnect(account: Stripe.Account): ConnectState {
  return {
    accountId: account.id,
    country: account.country ?? "",
    transfersActive: account.capabilities?.transfers === "active",
    payoutsEnabled: account.payouts_enabled === true,
    detailsSubmitted: account.details_submitted === true,
    due: account.requirements?.currently_due ?? [],
  };
}
