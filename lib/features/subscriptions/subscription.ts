import type { Minor } from "@/lib/kernel/money";
import { DAY_MS, type UtcMs } from "@/lib/kernel/time";

export const SUBSCRIPTION_STATUSES = [
  "PENDING",
  "TRIALING",
  "ACTIVE",
  "PAST_DUE",
  "PAUSED",
  "CANCELLED",
  "EXPIRED",
] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/** How long a failed renewal keeps access while the card is tried again. */
export const PAST_DUE_GRACE_MS = 7 * DAY_MS;

/** Percent of each invoice that the platform keeps. */
export const PLATFORM_FEE_PERCENT = 20;

/** Why a subscription ended before it began (cancelReason): its user or card had a free trial of the strategy before. */
export const TRIAL_USED = "trial_used";

/** Why a subscription ends (cancelReason): its provider closed the strategy for good. */
export const STRATEGY_CLOSED = "strategy_closed";

/** What the access rule reads of a subscription. */
export interface AccessTerms {
  readonly status: SubscriptionStatus;
  readonly cancelAtPeriodEnd: boolean;
  readonly currentPeriodEnd: UtcMs | null;
  readonly pastDueSince: UtcMs | null;
  /** Since when its renewals wait because its provider cannot be paid. */
  readonly renewalHeldAt: UtcMs | null;
}

/**
 * Whether a subscription opens its strategy at `now`: on trial, active, or past due for less than 7 days. A cancelled one stays open to
 * the end of what was paid, by our clock, so that a late word from the payment service gives nothing away; so does one whose
 * renewals wait. Paused: closed.
 */
export function hasAccess(terms: AccessTerms, now: UtcMs): boolean {
  const end = accessEndsAt(terms);
  return end !== "closed" && (end === null || now < end);
}

/** When access ends by itself (ms), null when no end is known, "closed" when there is none now. */
export function accessEndsAt(terms: AccessTerms): UtcMs | null | "closed" {
  const endsUnpaid = terms.cancelAtPeriodEnd || terms.renewalHeldAt !== null;
  const paidUntil = endsUnpaid ? terms.currentPeriodEnd : null;
  if (terms.status === "ACTIVE" || terms.status === "TRIALING") return paidUntil;
  if (terms.status !== "PAST_DUE" || terms.pastDueSince === null) return "closed";
  const graceUntil = (terms.pastDueSince + PAST_DUE_GRACE_MS) as UtcMs;
  return paidUntil === null || graceUntil < paidUntil ? graceUntil : paidUntil;
}

/** At most one subscription of a user to a strategy is live (a partial unique index holds it). */
export function isLive(status: SubscriptionStatus): boolean {
  return status !== "CANCELLED" && status !== "EXPIRED";
}

export type BillingInterval = "MONTH" | "YEAR";

export interface Subscription extends AccessTerms {
  readonly id: string;
  readonly userId: string;
  readonly strategyId: string;
  readonly priceAmount: Minor;
  readonly priceCurrency: string;
  /** What the price pays for. */
  readonly interval: BillingInterval;
  readonly stripeCheckoutId: string | null;
  readonly checkoutUrl: string | null;
  readonly promotionCodeId: string | null;
  readonly stripeSubscriptionId: string | null;
  /** The connected account that its payments go to, or its checkout leads to; null: not read yet, or nothing is paid. */
  readonly paidTo: string | null;
  readonly trialEndsAt: UtcMs | null;
  readonly accessOpen: boolean;
  readonly createdAt: UtcMs;
  readonly activatedAt: UtcMs | null;
  readonly endedAt: UtcMs | null;
  readonly accessEndedAt: UtcMs | null;
}
