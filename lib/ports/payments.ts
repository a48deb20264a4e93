import type { Currency, Minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";

/** A webhook event, its signature checked. `payload` is kept for people; what is written is always retrieved anew. */
export interface PaymentEvent {
  readonly id: string;
  readonly type: string;
  /** The connected account it tells of, null for the platform's own. */
  readonly account: string | null;
  readonly objectId: string;
  /** `checkout.session`, `subscription`, `invoice`, `charge`, `account` … */
  readonly objectType: string;
  readonly livemode: boolean;
  readonly createdAt: UtcMs;
  readonly payload: object;
}

export interface CheckoutState {
  readonly id: string;
  readonly status: "OPEN" | "COMPLETE" | "EXPIRED";
  /** Where the buyer pays; null once it is not open. */
  readonly url: string | null;
  readonly paidSubscriptionId: string | null;
}

/** A subscription as the payment service has it. */
export interface PaidSubscription {
  readonly id: string;
  readonly status: "INCOMPLETE" | "TRIALING" | "ACTIVE" | "PAST_DUE" | "PAUSED" | "CANCELLED";
  /** Our subscription's id, from the metadata that we gave at Checkout. */
  readonly subscriptionId: string | null;
  readonly currentPeriodEnd: UtcMs | null;
  readonly trialEndsAt: UtcMs | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly endedAt: UtcMs | null;
  readonly latestInvoiceId: string | null;
}

export interface PaidRefund {
  readonly id: string;
  readonly amount: Minor;
  readonly at: UtcMs;
}

export interface PaidCharge {
  readonly id: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly at: UtcMs;
  /** What the platform keeps, in the service's own figure; 0 without a destination. */
  readonly platformFee: Minor;
  /** The connected account that gets the rest. */
  readonly destination: string | null;
  /** The service's own fee, once it is known. */
  readonly processing: { readonly id: string; readonly amount: Minor } | null;
  /** Oldest first. */
  readonly refunds: readonly PaidRefund[];
}

export interface PaidInvoice {
  readonly id: string;
  readonly number: string | null;
  readonly status: "DRAFT" | "OPEN" | "PAID" | "VOID" | "UNCOLLECTIBLE";
  readonly total: Minor;
  readonly currency: string;
  readonly at: UtcMs;
  readonly paidSubscriptionId: string | null;
  readonly subscriptionId: string | null;
  readonly url: string | null;
  /** The successful charge that paid it. */
  readonly charge: PaidCharge | null;
}

export interface ConnectState {
  readonly accountId: string;
  readonly country: string;
  readonly transfersActive: boolean;
  readonly payoutsEnabled: boolean;
  readonly detailsSubmitted: boolean;
  /** What the service still asks for, in its words. */
  readonly due: readonly string[];
}

export interface CheckoutOrder {
  readonly subscriptionId: string;
  readonly strategyId: string;
  readonly customerId: string;
  readonly priceId: string;
  readonly destination: string;
  /** Percent of each invoice, proration included. */
  readonly platformFeePercent: number;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/**
 * What we ask of the payment service, in our words. Every change is sent under the given `key` (an idempotency key of ours, stored before
 * the call), so that a repeat after a crash is the same change and not a second one. Faults of the service throw AppError
 * "payments_unavailable"; what was asked for and is not there is null.
 */
export interface Payments {
  /** Whether real money moves: events of the other mode are refused. */
  readonly livemode: boolean;
  /** Whether the service answers; for /api/ready. */
  ping(): Promise<boolean>;
  /** @throws AppError "bad_signature" unless one of our secrets signed exactly these bytes within 300 s */
  readEvent(rawBody: string, signature: string | null): PaymentEvent;
  /** Events since then, oldest first. */
  listEvents(since: UtcMs): Promise<PaymentEvent[]>;

  ensureCustomer(customer: { userId: string; email: string; name: string }, key: string): Promise<string>;
  /** The price of a strategy at this amount, made when it is new. A price never changes: another amount is another price. */
  ensurePrice(
    price: { strategyId: string; name: string; amount: Minor; currency: Currency },
    key: string,
  ): Promise<string>;
  openCheckout(order: CheckoutOrder, key: string): Promise<CheckoutState>;
  getCheckout(id: string): Promise<CheckoutState | null>;
  /** Closes an open checkout; one that is not open stays as it is. */
  expireCheckout(id: string, key: string): Promise<void>;

  getSubscription(id: string): Promise<PaidSubscription | null>;
  setCancelAtPeriodEnd(id: string, cancel: boolean, reason: string | null, key: string): Promise<PaidSubscription>;
  /** No invoice is collected from now on and none is owed for the time. */
  pause(id: string, key: string): Promise<PaidSubscription>;
  /** Ends a pause; with `newPeriod` a period begins now and is charged now. */
  resume(id: string, options: { readonly newPeriod: boolean }, key: string): Promise<PaidSubscription>;
  /** Ends it now. One that is over already stays over. */
  cancelNow(id: string, key: string): Promise<void>;
  getInvoice(id: string): Promise<PaidInvoice | null>;
  /** The paid invoices of a subscription, newest first. */
  listPaidInvoiceIds(paidSubscriptionId: string): Promise<string[]>;
  getCharge(id: string): Promise<PaidCharge | null>;
  /** Gives all of a charge back, both shares in proportion. One that was given back already stays so. */
  refundWhole(chargeId: string, key: string): Promise<void>;
  openPortal(customerId: string, returnUrl: string, key: string): Promise<string>;

  createConnectAccount(account: { userId: string; email: string; country: string }, key: string): Promise<ConnectState>;
  getConnectAccount(accountId: string): Promise<ConnectState | null>;
  /** A link of a few minutes through the service's own onboarding. */
  openOnboarding(accountId: string, urls: { returnUrl: string; refreshUrl: string }, key: string): Promise<string>;
}

/** One change as it is about to be sent. */
export interface PaymentRequest {
  readonly key: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly body: object;
}

/** Where each change is written down before it is sent, and its answer after. */
export interface PaymentRequests {
  /**
   * Stores the request and answers with the key to send it under: the given one, or a successor when that one was used for another body or
   * is older than the service remembers keys (24 h).
   */
  begin(request: PaymentRequest): Promise<string>;
  finish(key: string, outcome: { readonly response: object } | { readonly error: string }): Promise<void>;
}
