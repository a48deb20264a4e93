import { invariant } from "@/lib/kernel/errors";
import { isCurrency, minor } from "@/lib/kernel/money";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { CheckoutState } from "@/lib/ports/payments";
import type { PromotionCode } from "./promotion-code.ts";
import { findCustomer, saveCheckout, saveCustomer } from "./repository.ts";
import type { Subscribed } from "./subscribe.ts";
import { type BillingInterval, PLATFORM_FEE_PERCENT, type Subscription } from "./subscription.ts";
import { hasHad } from "./trial-repository.ts";

interface ForSale {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly priceAmount: number;
  readonly priceCurrency: string;
  readonly interval: BillingInterval;
  readonly trialDays: number;
  readonly provider: { readonly connectAccount: { readonly stripeAccountId: string } | null };
}

/** The page that waits for the payment's word. It shows a state and never makes one. */
export function returnUrl(baseUrl: string, subscriptionId: string): string {
  return `${baseUrl}/subscriptions/return?subscription=${subscriptionId}`;
}

/**
 * The checkout of a pending subscription: the open one at today's price, else a new one. There is one at a time, so that a subscription
 * is not paid twice: parallel requests share the key and with it the session.
 */
export async function openCheckout(
  ctx: Ctx,
  pending: Subscription,
  strategy: ForSale,
  code: PromotionCode | null,
): Promise<Result<Subscribed, "payouts_not_ready">> {
  const destination = strategy.provider.connectAccount?.stripeAccountId;
  if (destination === undefined) return refuse("payouts_not_ready");
  const answer = (url: string | null): Result<Subscribed, never> =>
    done({ id: pending.id, status: "PENDING", checkoutUrl: url ?? returnUrl(ctx.config.baseUrl, pending.id) });
  const present = await presentCheckout(ctx, pending, strategy, code);
  if (present !== null) return answer(present.url);

  invariant(isCurrency(strategy.priceCurrency), `strategy ${strategy.id} is priced in ${strategy.priceCurrency}`);
  const price = {
    strategyId: strategy.id,
    name: strategy.name,
    amount: minor(strategy.priceAmount),
    currency: strategy.priceCurrency,
    interval: strategy.interval,
  };
  const [had, customerId, priceId] = await Promise.all([
    hasHad(ctx.db, pending.userId, strategy.id),
    customerOf(ctx, pending.userId),
    ctx.payments.ensurePrice(price, priceKeyOf(price)),
  ]);
  const couponId = code === null ? null : await ctx.payments.ensureCoupon(code, `coupon:${code.id}`);
  const checkout = await ctx.payments.openCheckout(
    {
      subscriptionId: pending.id,
      strategyId: strategy.id,
      customerId,
      priceId,
      destination,
      platformFeePercent: PLATFORM_FEE_PERCENT,
      trialDays: had ? 0 : strategy.trialDays,
      couponId,
      successUrl: returnUrl(ctx.config.baseUrl, pending.id),
      cancelUrl: `${ctx.config.baseUrl}/strategies/${strategy.slug}`,
    },
    `checkout:${pending.id}:${pending.stripeCheckoutId ?? "first"}`,
  );
  await saveCheckout(ctx.db, pending.id, {
    id: checkout.id,
    url: checkout.url,
    destination,
    priceAmount: strategy.priceAmount,
    priceCurrency: strategy.priceCurrency,
    interval: strategy.interval,
    promotionCodeId: code?.id ?? null,
  });
  return answer(checkout.url);
}

/** The idempotency key under which a price is made at the payment service. */
export function priceKeyOf(price: {
  readonly strategyId: string;
  readonly amount: number;
  readonly currency: string;
  readonly interval: BillingInterval;
}): string {
  return `price:${price.strategyId}:${price.amount}:${price.currency}${price.interval === "YEAR" ? ":year" : ""}`;
}

/** The checkout that may still be used (at today's price, to the provider's account of today), or was paid and waits for its word; null when a new one is needed. */
async function presentCheckout(
  ctx: Ctx,
  pending: Subscription,
  strategy: ForSale,
  code: PromotionCode | null,
): Promise<CheckoutState | null> {
  if (pending.stripeCheckoutId === null) return null;
  const present = await ctx.payments.getCheckout(pending.stripeCheckoutId);
  if (present === null || present.status === "EXPIRED") return null;
  const samePrice =
    pending.priceAmount === strategy.priceAmount &&
    pending.priceCurrency === strategy.priceCurrency &&
    pending.interval === strategy.interval;
  const sameAccount = pending.paidTo === null || pending.paidTo === strategy.provider.connectAccount?.stripeAccountId;
  const sameCode = pending.promotionCodeId === (code?.id ?? null);
  if (present.status === "COMPLETE" || (samePrice && sameCode && sameAccount)) return present;
  await ctx.payments.expireCheckout(present.id, `checkout.expire:${present.id}`);
  return null;
}

/** The user's customer at the payment service, made at the first purchase; and anew where it was deleted there. */
export async function customerOf(ctx: Ctx, userId: string): Promise<string> {
  const user = await findCustomer(ctx.db, userId);
  const { stripeCustomerId: known } = user;
  if (known !== null && (await ctx.payments.hasCustomer(known))) return known;
  const customerId = await ctx.payments.ensureCustomer(
    { userId, email: user.email, name: user.name },
    known === null ? `customer:${userId}` : `customer:${userId}:after:${known}`,
  );
  await saveCustomer(ctx.db, userId, { from: known, to: customerId });
  return customerId;
}
