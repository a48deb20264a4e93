import type { Currency, Minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";
import type { AffiliatePayments } from "./affiliate-payments.ts";
import type { PlanPayments } from "./plan-payments.ts";

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

export type RenewalHold = "PROVIDER" | "SUSPENSION";

/** A subscription as the payment service has it. */
export interface PaidSubscription {
  readonly id: string;
  readonly status: "INCOMPLETE" | "TRIALING" | "ACTIVE" | "PAST_DUE" | "PAUSED" | "CANCELLED";
  /** Our subscription's id, from the metadata that we gave at Checkout. */
  readonly subscriptionId: string | null;
  readonly currentPeriodEnd: UtcMs | null;
  readonly trialEndsAt: UtcMs | null;
  readonly cancelAtPeriodEnd: boolean;
  /** Why nothing is collected, where that is not the subscriber's own pause: his provider cannot be paid, or his account is suspended. */
  readonly renewalsHeld: RenewalHold | null;
  readonly endedAt: UtcMs | null;
  readonly latestInvoiceId: string | null;
  /** The connected account that its payments go to; null: the platform's own. */
  readonly destination: string | null;
  /** The service's word for the card that pays it, the same whoever shows that card; null where it tells none. */
  readonly cardFingerprint: string | null;
  /** Our plan subscription's id, from the metadata that we gave at Checkout; null for a strategy's. */
  readonly planSubscriptionId: string | null;
  /** What its item is of, and its price for a period. */
  readonly productId: string | null;
  readonly amount: Minor | null;
}

export interface PaidRefund {
  readonly id: string;
  readonly amount: Minor;
  readonly at: UtcMs;
  /** The bank sent it back: it went, and it came. */
  readonly failed: boolean;
  /** The service has not sent it yet (its balance is too small), and may never. */
  readonly waits?: true;
  /** Of a taxed charge: the order that made it, and what of it is tax and what the provider's, as it was ordered. */
  readonly taxed?: { readonly orderKey: string; readonly tax: Minor; readonly share: Minor };
}

/** A part of the provider's share that was taken back. */
export interface PaidReversal {
  readonly id: string;
  readonly amount: Minor;
  readonly at: UtcMs;
  /** The refund that made it or that it was made for; null when we took it back ourselves, for a dispute or as tax. */
  readonly refundId: string | null;
  /** Our word on which dispute it was taken for: a charge may have several. Absent where we said none. */
  readonly disputeId?: string;
  /** It is the tax that the charge's transfer had carried along. */
  readonly ofTax?: boolean;
  /** Of a taxed charge: what of the disputed amount it stands for, with the platform's share and the tax in it. */
  readonly bears?: { readonly amount: Minor; readonly tax: Minor };
}

/** A part of the platform's share that was given back to the provider. */
export interface PaidFeeRefund {
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
  readonly processing: {
    readonly id: string;
    readonly amount: Minor;
    /** Where the service settles in another than the charge's. */
    readonly currency?: Currency;
  } | null;
  /** Its disputes, open and closed. */
  readonly disputeIds: readonly string[];
  /** The move of the provider's share to his account; null without a destination. */
  readonly transferId: string | null;
  /** Each oldest first. */
  readonly refunds: readonly PaidRefund[];
  readonly reversals: readonly PaidReversal[];
  readonly feeRefunds: readonly PaidFeeRefund[];
}

/** A subscriber's bank asks his money back. */
export interface PaidDispute {
  readonly id: string;
  readonly chargeId: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly at: UtcMs;
  readonly reason: string;
  /** INQUIRY: a question of the bank, no money has moved. */
  readonly status: "INQUIRY" | "OPEN" | "WON" | "LOST";
  /** What it did to the platform's balance: negative when withdrawn, positive when reinstated; `fee` on top of it. Oldest first. */
  readonly movements: readonly {
    readonly id: string;
    readonly at: UtcMs;
    readonly amount: Minor;
    readonly fee: Minor;
  }[];
  /** The transfer that gave the provider his share back after it was won, and how much (`reversed`) had been taken from him. */
  readonly returned: {
    readonly id: string;
    readonly at: UtcMs;
    readonly amount: Minor;
    readonly reversed: Minor;
    /** What of `reversed` was tax. */
    readonly tax?: Minor;
    /** What was taken of it again, oldest first. `refunded`: how much of a refund it bears, with the platform's share in it; 0 for a dispute. */
    readonly takenAgain: readonly {
      readonly id: string;
      readonly at: UtcMs;
      readonly amount: Minor;
      readonly refunded: Minor;
      /** For another dispute of the charge, or this one when it turned: what of the disputed amount it bears, with the tax in it. */
      readonly disputed?: { readonly id: string; readonly amount: Minor; readonly tax: Minor };
      /** Of a taxed charge: the refund that it was made for. */
      readonly refundId?: string;
    }[];
  } | null;
}

/** Money on its way from a provider's account at the service to his bank. */
export interface PaidPayout {
  readonly id: string;
  readonly accountId: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly at: UtcMs;
  readonly arrivesAt: UtcMs;
  readonly status: "PENDING" | "PAID" | "FAILED" | "CANCELLED";
  /** Our payout's id, from the metadata that we gave; null when somebody else made it. */
  readonly payoutId: string | null;
  /** Why it failed, in the service's words. */
  readonly failure: string | null;
}

/** What an account holds in one currency. Both may be negative. */
export interface AccountBalance {
  readonly currency: Currency;
  readonly available: Minor;
  readonly pending: Minor;
}

/** One movement of a balance at the service, in its own list. */
export interface BalanceMovement {
  readonly id: string;
  /** The connected account whose balance it moved; null: the platform's. */
  readonly accountId: string | null;
  /** The service's word: charge, transfer, payout … */
  readonly type: string;
  /** The object that moved it. */
  readonly sourceId: string | null;
  /** In capitals; also one that we do not sell in. */
  readonly currency: string;
  /** Minor units; the balance changed by `amount - fee`. */
  readonly amount: Minor;
  readonly fee: Minor;
  readonly at: UtcMs;
}

export interface PaidInvoice {
  readonly id: string;
  readonly number: string | null;
  readonly status: "DRAFT" | "OPEN" | "PAID" | "VOID" | "UNCOLLECTIBLE";
  readonly total: Minor;
  /** What of `total` is tax, by the service's own reckoning; below 0 as `total` is. */
  readonly tax?: Minor;
  readonly currency: Currency;
  /** What it did to the subscriber's credit: negative when one was given (proration), positive when one was used. */
  readonly creditChange: Minor;
  /** What of `creditChange` moves a credit or a debt that no invoice made: somebody gave it by hand, and nobody paid it. Of its sign; absent: 0. */
  readonly creditByHand?: Minor;
  readonly at: UtcMs;
  readonly paidSubscriptionId: string | null;
  readonly subscriptionId: string | null;
  /** As PaidSubscription's. */
  readonly planSubscriptionId: string | null;
  /** The invoice as PDF. */
  readonly documentUrl: string | null;
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
  /** Free days before the first payment; 0: none. Without a card at their end it is cancelled. */
  readonly trialDays: number;
  /** What makes it cheaper; null: nothing. */
  readonly couponId: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

export interface CouponOrder {
  /** Ours, and the coupon's at the service. */
  readonly id: string;
  readonly strategyId: string;
  readonly code: string;
  readonly percentOff: number;
  readonly duration: "ONCE" | "MONTHS" | "FOREVER";
  readonly months: number | null;
  readonly usesMax: number | null;
  readonly expiresAt: UtcMs | null;
}

export interface RefundOrder {
  readonly chargeId: string;
  readonly amount: Minor;
  readonly reason: string;
  /** Whether a provider's share goes back with it in proportion. The charge's transfer must still hold as much. */
  readonly shared: boolean;
  /** Of a taxed charge: what of it is tax and what the provider's. The latter is taken by `takeShare`. */
  readonly taxed?: { readonly tax: Minor; readonly share: Minor };
}

export interface TakeBackOrder {
  readonly disputeId: string;
  readonly transferId: string;
  /** Of the charge's transfer, so with the platform's share in it; of a taxed one, or of a share that was returned, the provider's part alone. */
  readonly amount: Minor;
  /** Of the provider's part alone: as PaidReversal's. */
  readonly bears?: { readonly amount: Minor; readonly tax: Minor };
}

/** Takes from a provider what a taxed charge's transfer carried too much, or his part of a refund of it. */
export interface TakeShareOrder {
  readonly chargeId: string;
  /** The charge's own, or the one that returned a share after a dispute. */
  readonly transferId: string;
  readonly amount: Minor;
  /** Null: it is the tax. */
  readonly refundId: string | null;
}

/** Takes a refund's part of a share that had been returned after a dispute. */
export interface TakeAgainOrder {
  readonly disputeId: string;
  /** The transfer that returned it. */
  readonly transferId: string;
  /** The provider's part. */
  readonly amount: Minor;
  /** What of the refunds it bears, with the platform's share in it. */
  readonly refunded: Minor;
}

export interface ReturnOrder {
  readonly disputeId: string;
  readonly accountId: string;
  readonly currency: Currency;
  /** The provider's share. */
  readonly amount: Minor;
  /** What had been taken back, with the platform's share in it. */
  readonly reversed: Minor;
  /** What of `reversed` was tax. */
  readonly tax?: Minor;
}

export interface PayoutOrder {
  /** Ours. */
  readonly payoutId: string;
  readonly accountId: string;
  readonly amount: Minor;
  readonly currency: Currency;
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

  /** Whether a customer is still there: somebody may have deleted it on the service's own pages. */
  hasCustomer(id: string): Promise<boolean>;
  ensureCustomer(customer: { userId: string; email: string; name: string }, key: string): Promise<string>;
  /** The price of a strategy at this amount, made when it is new. A price never changes: another amount is another price. */
  ensurePrice(
    price: { strategyId: string; name: string; amount: Minor; currency: Currency; interval: "MONTH" | "YEAR" },
    key: string,
  ): Promise<string>;
  /** The coupon of a promotion code, made when it is new. Its product must be there: after `ensurePrice`. */
  ensureCoupon(coupon: CouponOrder, key: string): Promise<string>;
  openCheckout(order: CheckoutOrder, key: string): Promise<CheckoutState>;
  getCheckout(id: string): Promise<CheckoutState | null>;
  /** Closes an open checkout; one that is not open stays as it is. */
  expireCheckout(id: string, key: string): Promise<void>;

  getSubscription(id: string): Promise<PaidSubscription | null>;
  setCancelAtPeriodEnd(id: string, cancel: boolean, reason: string | null, key: string): Promise<PaidSubscription>;
  /** No invoice is collected from now on and none is owed for the time. `by`: the subscriber's wish, or why his renewals are held. */
  pause(id: string, why: { readonly by: "SUBSCRIBER" | RenewalHold }, key: string): Promise<PaidSubscription>;
  /** Ends a pause; with `newPeriod` a period begins now and is charged now. */
  resume(id: string, options: { readonly newPeriod: boolean }, key: string): Promise<PaidSubscription>;
  /** Another connected account from the next payment on. */
  redirect(id: string, destination: string, key: string): Promise<void>;
  /** Another price from the next payment on: nothing is charged or given back for the time that is paid. */
  changePrice(id: string, priceId: string, key: string): Promise<void>;
  /** Ends it now. One that is over already stays over. */
  cancelNow(id: string, key: string): Promise<void>;
  getInvoice(id: string): Promise<PaidInvoice | null>;
  /** The paid invoices of a subscription, newest first. */
  listPaidInvoiceIds(paidSubscriptionId: string): Promise<string[]>;
  getCharge(id: string): Promise<PaidCharge | null>;
  /** The invoice that a charge paid; null when there is none. */
  invoiceOf(chargeId: string): Promise<string | null>;
  /** The charge that a transfer carries a share of, or that a refund gives back; null when there is none. */
  chargeOf(objectType: "transfer" | "refund", id: string): Promise<string | null>;
  /** Gives all of a charge back, both shares in proportion where a provider has one. One that was given back already stays so, also where the bank sent a refund of it back. */
  refundWhole(chargeId: string, key: string): Promise<void>;
  /** Gives a part of a charge back; answers with the refund's id. The shares are the service's to compute. */
  refund(order: RefundOrder, key: string): Promise<string>;

  getDispute(id: string): Promise<PaidDispute | null>;
  /** Takes a disputed amount back from the provider, the platform's share in it given back to him. */
  takeBackForDispute(order: TakeBackOrder, key: string): Promise<"done" | "balance_short">;
  /** Gives the provider his share again, after the dispute was won. */
  returnAfterDispute(order: ReturnOrder, key: string): Promise<"done" | "balance_short">;
  /** Takes a part of that share again, for a refund that came after it. */
  takeForRefund(order: TakeAgainOrder, key: string): Promise<"done" | "balance_short">;
  /** Takes a provider's part of a taxed charge by itself: the platform's share stays where it is. */
  takeShare(order: TakeShareOrder, key: string): Promise<"done" | "balance_short">;

  /** Every movement of a balance since then (null: ever), newest first. `accountId` null: the platform's balance. */
  listMovements(accountId: string | null, since: UtcMs | null): Promise<BalanceMovement[]>;
  /** What a provider's account holds, by currency. */
  balancesOf(accountId: string): Promise<AccountBalance[]>;
  createPayout(order: PayoutOrder, key: string): Promise<PaidPayout | "balance_short">;
  getPayout(accountId: string, id: string): Promise<PaidPayout | null>;
  /** Payouts made since then, newest first. */
  listPayouts(accountId: string, since: UtcMs): Promise<PaidPayout[]>;
  /** What the platform sells itself. */
  readonly plans: PlanPayments;
  readonly affiliates: AffiliatePayments;
  openPortal(customerId: string, returnUrl: string, key: string): Promise<string>;

  createConnectAccount(account: { userId: string; email: string; country: string }, key: string): Promise<ConnectState>;
  getConnectAccount(accountId: string): Promise<ConnectState | null>;
  /** A link of a few minutes through the service's own onboarding. */
  openOnboarding(accountId: string, urls: { returnUrl: string; refreshUrl: string }, key: string): Promise<string>;
}
