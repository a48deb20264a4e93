import Stripe from "stripe";
import { invariant } from "@/lib/kernel/errors";
import type { UtcMs } from "@/lib/kernel/time";
import type { AffiliatePayments } from "@/lib/ports/affiliate-payments";
import type { PaymentRequests } from "@/lib/ports/payment-requests";
import type {
  AccountBalance,
  BalanceMovement,
  CheckoutOrder,
  CheckoutState,
  ConnectState,
  CouponOrder,
  PaidCharge,
  PaidDispute,
  PaidInvoice,
  PaidPayout,
  PaidSubscription,
  PaymentEvent,
  Payments,
  PayoutOrder,
  RefundOrder,
  RenewalHold,
  ReturnOrder,
  TakeAgainOrder,
  TakeBackOrder,
  TakeShareOrder,
} from "@/lib/ports/payments";
import type { PlanPayments } from "@/lib/ports/plan-payments";
import { stripeAffiliates } from "./affiliates.ts";
import { ORDER_KEY, SHARE_KEY, TAX_KEY } from "./charge-shapes.ts";
import { readCharge, readDispute, returnShare, takeAgain, takeBack, takeShare } from "./charges-and-disputes.ts";
import { expireCheckout, openCheckout, readCheckout } from "./checkouts.ts";
import { createAccount, linkToOnboarding, readAccount } from "./connect.ts";
import { ensureCoupon } from "./coupons.ts";
import { isMissing, toAppError } from "./faults.ts";
import { readInvoice, readInvoiceOf, readPaidInvoiceIds } from "./invoices.ts";
import { readMovements } from "./movements.ts";
import { readBalances, readPayout, readPayouts, sendPayout } from "./payouts.ts";
import { stripePlans } from "./plans.ts";
import { ensurePrice, type PriceOrder } from "./prices.ts";
import { HELD_KEY, idOf, toEvent, toSubscription } from "./shapes.ts";
import { StripeCalls } from "./stripe-calls.ts";
import { readWebhookEvent, type WebhookSecrets } from "./webhook-event.ts";

export interface StripePaymentsOptions {
  readonly secretKey: string;
  readonly secrets: WebhookSecrets;
  /** Another server that speaks Stripe's API, e.g. `http://127.0.0.1:4020`; null: Stripe's own. */
  readonly apiBase: string | null;
  readonly requests: PaymentRequests;
  /** Machine time in ms: signatures are judged by it, not by the rules' clock. */
  readonly machineNow?: () => number;
  /** Has the service reckon the tax of what is sold from now on (Stripe Tax), the platform being liable for it; not unless told. */
  readonly automaticTax?: boolean;
  /** How often the SDK itself repeats a request that got no answer, under the same key; 1 unless told. */
  readonly networkRetries?: number;
}

const TIMEOUT_MS = 10_000;

/** The port on the real SDK. Every POST goes through StripeCalls.send: written down first, under a key of ours. */
export class StripePayments implements Payments {
  readonly livemode: boolean;
  readonly plans: PlanPayments;
  readonly affiliates: AffiliatePayments;
  readonly #stripe: Stripe;
  readonly #calls: StripeCalls;
  readonly #options: StripePaymentsOptions;

  constructor(options: StripePaymentsOptions) {
    this.#options = options;
    this.livemode = /^(sk|rk)_live_/.test(options.secretKey);
    this.#stripe = new Stripe(options.secretKey, {
      ...baseOf(options.apiBase),
      timeout: TIMEOUT_MS,
      maxNetworkRetries: options.networkRetries ?? 1,
      telemetry: false,
      appInfo: { name: "Heliograph" },
    });
    this.#calls = new StripeCalls(this.#stripe, options.requests);
    this.plans = stripePlans(this.#calls, options.automaticTax === true);
    this.affiliates = stripeAffiliates(this.#calls);
  }

  async ping(): Promise<boolean> {
    try {
      await this.#stripe.balance.retrieve({}, { timeout: 2_000, maxNetworkRetries: 0 });
      return true;
    } catch {
      return false;
    }
  }

  readEvent(rawBody: string, signature: string | null): PaymentEvent {
    const machineNow = this.#options.machineNow ?? Date.now;
    return readWebhookEvent(this.#stripe, this.#options.secrets, rawBody, signature, machineNow());
  }

  async listEvents(since: UtcMs): Promise<PaymentEvent[]> {
    const events: PaymentEvent[] = [];
    try {
      const pages = this.#stripe.events.list({ created: { gte: Math.floor(since / 1_000) }, limit: 100 });
      for await (const event of pages) events.push(toEvent(event));
    } catch (error) {
      throw toAppError(error);
    }
    return events.reverse();
  }

  async hasCustomer(id: string): Promise<boolean> {
    const found = await this.#calls.read(() => this.#stripe.customers.retrieve(id));
    return found !== null && found.deleted !== true;
  }

  async ensureCustomer(customer: { userId: string; email: string; name: string }, key: string): Promise<string> {
    const body = { email: customer.email, name: customer.name, metadata: { userId: customer.userId } };
    const made = await this.#calls.send("customer", customer.userId, key, body, (options) =>
      this.#stripe.customers.create(body, options),
    );
    return made.id;
  }

  ensurePrice(price: PriceOrder, key: string): Promise<string> {
    return ensurePrice(this.#calls, price, this.#options.automaticTax === true, key);
  }

  ensureCoupon(coupon: CouponOrder, key: string): Promise<string> {
    return ensureCoupon(this.#calls, coupon, key);
  }

  openCheckout(order: CheckoutOrder, key: string): Promise<CheckoutState> {
    return openCheckout(this.#calls, order, this.#options.automaticTax === true, key);
  }

  getCheckout(id: string): Promise<CheckoutState | null> {
    return readCheckout(this.#calls, id);
  }

  expireCheckout(id: string, key: string): Promise<void> {
    return expireCheckout(this.#calls, id, key);
  }

  async getSubscription(id: string): Promise<PaidSubscription | null> {
    const subscription = await this.#calls.read(() =>
      this.#stripe.subscriptions.retrieve(id, { expand: ["default_payment_method"] }),
    );
    return subscription === null ? null : toSubscription(subscription);
  }

  async setCancelAtPeriodEnd(
    id: string,
    cancel: boolean,
    reason: string | null,
    key: string,
  ): Promise<PaidSubscription> {
    const body = {
      ...(cancel ? { cancel_at_period_end: true } : await this.#toGoOn(id)),
      ...(reason === null ? {} : { cancellation_details: { comment: reason } }),
    };
    return toSubscription(
      await this.#calls.send("subscription.cancel", id, key, body, (options) =>
        this.#stripe.subscriptions.update(id, body, options),
      ),
    );
  }

  /** What takes an end back: one that was chosen on the service's own pages stands in `cancel_at` alone, and both cannot be said at once. */
  async #toGoOn(id: string): Promise<Pick<Stripe.SubscriptionUpdateParams, "cancel_at" | "cancel_at_period_end">> {
    const present = await this.#calls.read(() => this.#stripe.subscriptions.retrieve(id));
    const byDate = present?.cancel_at != null && present.cancel_at_period_end !== true;
    return byDate ? { cancel_at: "" } : { cancel_at_period_end: false };
  }

  async pause(id: string, { by }: { readonly by: "SUBSCRIBER" | RenewalHold }, key: string): Promise<PaidSubscription> {
    const metadata = { [HELD_KEY]: by === "SUBSCRIBER" ? "" : by.toLowerCase() };
    const body = { pause_collection: { behavior: "void" }, metadata } as const;
    return toSubscription(
      await this.#calls.send("subscription.pause", id, key, body, (options) =>
        this.#stripe.subscriptions.update(id, body, options),
      ),
    );
  }

  async resume(id: string, { newPeriod }: { readonly newPeriod: boolean }, key: string): Promise<PaidSubscription> {
    const body: Stripe.SubscriptionUpdateParams = {
      pause_collection: "",
      metadata: { [HELD_KEY]: "" },
      ...(newPeriod ? { billing_cycle_anchor: { type: "now" }, proration_behavior: "none" } : {}),
    };
    return toSubscription(
      await this.#calls.send("subscription.resume", id, key, body, (options) =>
        this.#stripe.subscriptions.update(id, body, options),
      ),
    );
  }

  async redirect(id: string, destination: string, key: string): Promise<void> {
    const body = { transfer_data: { destination } };
    await this.#calls.send("subscription.redirect", id, key, body, (options) =>
      this.#stripe.subscriptions.update(id, body, options),
    );
  }

  async changePrice(id: string, priceId: string, key: string): Promise<void> {
    const present = await this.#calls.read(() => this.#stripe.subscriptions.retrieve(id));
    const item = present?.items.data[0];
    invariant(item !== undefined, `subscription ${id} has no item whose price could change`);
    if (item.price.id === priceId) return;
    const body: Stripe.SubscriptionUpdateParams = {
      items: [{ id: item.id, price: priceId }],
      proration_behavior: "none",
    };
    await this.#calls.send("subscription.price", id, key, body, (options) =>
      this.#stripe.subscriptions.update(id, body, options),
    );
  }

  async cancelNow(id: string, key: string): Promise<void> {
    const present = await this.getSubscription(id);
    if (present === null || present.status === "CANCELLED") return;
    try {
      await this.#calls.send("subscription.end", id, key, {}, (options) =>
        this.#stripe.subscriptions.cancel(id, {}, options),
      );
    } catch (error) {
      // Stripe remembers no key of a DELETE: whoever ends it in the same moment as another is told that it is gone, as it should be.
      if (!(error instanceof Error && isMissing(error.cause))) throw error;
    }
  }

  getInvoice(id: string): Promise<PaidInvoice | null> {
    return readInvoice(this.#calls, id);
  }

  listPaidInvoiceIds(paidSubscriptionId: string): Promise<string[]> {
    return readPaidInvoiceIds(this.#calls, paidSubscriptionId);
  }

  getCharge(id: string): Promise<PaidCharge | null> {
    return readCharge(this.#calls, id);
  }

  invoiceOf(chargeId: string): Promise<string | null> {
    return readInvoiceOf(this.#calls, chargeId);
  }

  async chargeOf(objectType: "transfer" | "refund", id: string): Promise<string | null> {
    if (objectType === "refund") return idOf((await this.#calls.read(() => this.#stripe.refunds.retrieve(id)))?.charge);
    return idOf((await this.#calls.read(() => this.#stripe.transfers.retrieve(id)))?.source_transaction);
  }

  async refund(order: RefundOrder, key: string): Promise<string> {
    const body = {
      charge: order.chargeId,
      amount: order.amount,
      // Both: else the platform pays the provider's part, or the provider the platform's.
      ...(order.shared ? { reverse_transfer: true, refund_application_fee: true } : {}),
      reason: "requested_by_customer",
      metadata: { reason: order.reason, ...metadataOf(order, key) },
    } as const;
    const made = await this.#calls.send("refund", order.chargeId, key, body, (options) =>
      this.#stripe.refunds.create(body, options),
    );
    return made.id;
  }

  getDispute(id: string): Promise<PaidDispute | null> {
    return readDispute(this.#calls, id);
  }

  takeBackForDispute(order: TakeBackOrder, key: string): Promise<"done" | "balance_short"> {
    return takeBack(this.#calls, order, key);
  }

  returnAfterDispute(order: ReturnOrder, key: string): Promise<"done" | "balance_short"> {
    return returnShare(this.#calls, order, key);
  }

  takeForRefund(order: TakeAgainOrder, key: string): Promise<"done" | "balance_short"> {
    return takeAgain(this.#calls, order, key);
  }

  takeShare(order: TakeShareOrder, key: string): Promise<"done" | "balance_short"> {
    return takeShare(this.#calls, order, key);
  }

  listMovements(accountId: string | null, since: UtcMs | null): Promise<BalanceMovement[]> {
    return readMovements(this.#calls, accountId, since);
  }

  balancesOf(accountId: string): Promise<AccountBalance[]> {
    return readBalances(this.#calls, accountId);
  }

  createPayout(order: PayoutOrder, key: string): Promise<PaidPayout | "balance_short"> {
    return sendPayout(this.#calls, order, key);
  }

  getPayout(accountId: string, id: string): Promise<PaidPayout | null> {
    return readPayout(this.#calls, accountId, id);
  }

  listPayouts(accountId: string, since: UtcMs): Promise<PaidPayout[]> {
    return readPayouts(this.#calls, accountId, since);
  }

  async refundWhole(chargeId: string, key: string): Promise<void> {
    const charge = await this.getCharge(chargeId);
    invariant(charge !== null, `charge ${chargeId} cannot be given back: it never succeeded`);
    // One that the bank sent back is for people to give anew: they were told.
    if (charge.refunds.some((refund) => refund.failed)) return;
    const gone = charge.refunds.reduce((sum, refund) => sum + refund.amount, 0);
    if (gone >= charge.amount) return;
    // What a dispute took of the transfer cannot go back with a refund.
    const shared = charge.transferId !== null && charge.reversals.every((reversal) => reversal.refundId !== null);
    const body = {
      charge: chargeId,
      ...(shared ? { reverse_transfer: true, refund_application_fee: true } : {}),
      reason: "duplicate",
    } as const;
    await this.#calls.send("refund", chargeId, key, body, (options) => this.#stripe.refunds.create(body, options));
  }

  async openPortal(customerId: string, returnUrl: string, key: string): Promise<string> {
    const body = { customer: customerId, return_url: returnUrl };
    const session = await this.#calls.send("portal", customerId, key, body, (options) =>
      this.#stripe.billingPortal.sessions.create(body, options),
    );
    return session.url;
  }

  createConnectAccount(
    account: { userId: string; email: string; country: string },
    key: string,
  ): Promise<ConnectState> {
    return createAccount(this.#calls, account, key);
  }

  getConnectAccount(accountId: string): Promise<ConnectState | null> {
    return readAccount(this.#calls, accountId);
  }

  openOnboarding(accountId: string, urls: { returnUrl: string; refreshUrl: string }, key: string): Promise<string> {
    return linkToOnboarding(this.#calls, accountId, urls, key);
  }
}

/** Of a taxed charge's refund: what it stands for, so that its journals need no reckoning. */
function metadataOf({ taxed }: RefundOrder, orderKey: string): Record<string, string> {
  return taxed === undefined
    ? {}
    : { [ORDER_KEY]: orderKey, [TAX_KEY]: String(taxed.tax), [SHARE_KEY]: String(taxed.share) };
}

function baseOf(apiBase: string | null): { host?: string; port?: string; protocol?: "http" | "https" } {
  if (apiBase === null) return {};
  const url = new URL(apiBase);
  const protocol = url.protocol === "http:" ? "http" : "https";
  return { host: url.hostname, port: url.port === "" ? (protocol === "http" ? "80" : "443") : url.port, protocol };
}
