import { appendEvent } from "@/lib/events/outbox";
import type { Actor } from "@/lib/kernel/actor";
import { invariant } from "@/lib/kernel/errors";
import { amountText, CHARGE_MIN, minor } from "@/lib/kernel/money";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { startFollow } from "./change-terms.ts";
import { findCode } from "./code-repository.ts";
import { expirePending } from "./expire-pending.ts";
import type { SubscribeInput } from "./input.ts";
import { openCheckout } from "./open-checkout.ts";
import { isUsable, type PromotionCode, priceAfter } from "./promotion-code.ts";
import { canBePaid, countFollower, findForSale, findLive, insertSubscription } from "./repository.ts";
import type { BillingInterval, Subscription, SubscriptionStatus } from "./subscription.ts";

export interface Subscribed {
  readonly id: string;
  readonly status: SubscriptionStatus;
  /** Where to pay; null when there is nothing to pay. */
  readonly checkoutUrl: string | null;
}

type Refusal = "not_found" | "forbidden" | "conflict" | "payouts_not_ready" | "invalid";

/**
 * Subscribes the actor to a strategy. A free one is active at once. A paid one is PENDING with a link to the payment service; only the
 * service's word makes it active. Asking again while it is pending leads to the same subscription.
 */
export async function subscribe(ctx: Ctx, actor: Actor, input: SubscribeInput): Promise<Result<Subscribed, Refusal>> {
  const found = await findForSale(ctx.db, input.strategyId);
  const strategy = found === null ? null : pricedFor(found, input.interval ?? "MONTH");
  if (strategy === null || strategy.status === "DRAFT" || !strategy.isPublic) return refuse("not_found");
  if (strategy.providerId === actor.userId)
    return refuse("forbidden", "This is your own strategy: you see its signals without subscribing.");
  if (strategy.status !== "ACTIVE") {
    return refuse("conflict", `This strategy is ${strategy.status.toLowerCase()} and takes no new subscribers.`);
  }
  const free = strategy.priceAmount === 0;
  if (!free && !(canBePaid(strategy.provider) && strategy.provider.connectAccount !== null)) {
    return refuse("payouts_not_ready", "The provider's payouts are not set up, so this strategy cannot be bought yet.");
  }
  if (strategy.interval !== (input.interval ?? "MONTH"))
    return refuse("invalid", undefined, { interval: ["This strategy is sold by the month."] });
  const code = input.code === undefined || free ? null : await usableCode(ctx, strategy.id, input.code);
  if (input.code !== undefined && !free && code === null)
    return refuse("invalid", undefined, { code: ["This code does not work for this strategy, or not any more."] });
  const least = code === null ? strategy.priceAmount : priceAfter(strategy.priceAmount, code);
  if (least > 0 && least < CHARGE_MIN) {
    const [left, charged] = [least, CHARGE_MIN].map((amount) => amountText(amount, strategy.priceCurrency));
    const why = `${left} ${strategy.priceCurrency} cannot be charged: a payment is at least ${charged}.`;
    return code === null ? refuse("conflict", why) : refuse("invalid", undefined, { code: [`With this code, ${why}`] });
  }
  let live = (await findLive(ctx.db, actor.userId, strategy.id)) ?? (await create(ctx, actor.userId, strategy));
  if (free && live.status === "PENDING") {
    // It had a price when the checkout was opened and has none now.
    if (live.stripeCheckoutId !== null)
      await ctx.payments.expireCheckout(live.stripeCheckoutId, `checkout.expire:${live.stripeCheckoutId}`);
    await expirePending(ctx, live.id, live.stripeCheckoutId);
    live = (await findLive(ctx.db, actor.userId, strategy.id)) ?? (await create(ctx, actor.userId, strategy));
  }
  if (free && live.accessOpen) return done({ id: live.id, status: live.status, checkoutUrl: null });
  if (live.status !== "PENDING") {
    return refuse(
      "conflict",
      live.status === "PAUSED"
        ? "Your subscription is paused: resume it instead."
        : "You are subscribed to this strategy already.",
    );
  }
  return openCheckout(ctx, live, strategy, code);
}

async function usableCode(ctx: Ctx, strategyId: string, typed: string): Promise<PromotionCode | null> {
  const found = await findCode(ctx.db, strategyId, typed);
  return found !== null && isUsable(found.code, found.uses, ctx.clock.now()) ? found.code : null;
}

/** A strategy at the price that was chosen; by the month where no other is offered. */
function pricedFor<S extends { readonly priceAmount: number; readonly yearlyAmount: number | null }>(
  strategy: S,
  interval: BillingInterval,
): S & { readonly interval: BillingInterval } {
  const { yearlyAmount } = strategy;
  if (interval === "MONTH" || yearlyAmount === null) return { ...strategy, interval: "MONTH" };
  return { ...strategy, interval, priceAmount: yearlyAmount };
}

/** A new row, or the one that a parallel request made first. */
async function create(
  ctx: Ctx,
  userId: string,
  strategy: { id: string; priceAmount: number; priceCurrency: string; interval: BillingInterval },
): Promise<Subscription> {
  const now = ctx.clock.now();
  const free = strategy.priceAmount === 0;
  const id = ctx.ids.make("subscription");
  await ctx.db.transaction(async (tx) => {
    const inserted = await insertSubscription(tx, {
      id,
      userId,
      strategyId: strategy.id,
      status: free ? "ACTIVE" : "PENDING",
      accessOpen: free,
      priceAmount: minor(strategy.priceAmount),
      priceCurrency: strategy.priceCurrency,
      interval: strategy.interval,
      createdAt: now,
      activatedAt: free ? now : null,
    });
    if (!inserted || !free) return;
    await countFollower(tx, strategy.id, 1);
    await startFollow(ctx, tx, userId, strategy.id, now);
    await appendEvent(tx, now, {
      type: "subscription.changed",
      subscriptionId: id,
      userId,
      strategyId: strategy.id,
      hasAccess: true,
    });
  });
  const live = await findLive(ctx.db, userId, strategy.id);
  invariant(live !== null, `subscription of ${userId} to ${strategy.id} vanished`);
  return live;
}
