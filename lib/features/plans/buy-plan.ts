import { customerOf } from "@/lib/features/subscriptions/open-checkout";
import type { Actor } from "@/lib/kernel/actor";
import { invariant } from "@/lib/kernel/errors";
import { PLAN_NAMES, PLAN_PAGE } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { CheckoutState } from "@/lib/ports/payments";
import type { PlanPrice } from "@/lib/ports/plan-payments";
import type { PlanInput } from "./input.ts";
import type { PlanSubscription } from "./plan-subscription.ts";
import { ensurePriceOf, priceOf } from "./price-of.ts";
import { findLiving, insertPlan, savePlan } from "./repository.ts";

/**
 * Opens the payment page of a plan for who pays for none. Only the service's word makes the plan his; asking again while it is pending leads to
 * the same page, or to a new one for another plan.
 */
export async function buyPlan(
  ctx: Ctx,
  actor: Actor,
  input: PlanInput,
): Promise<Result<{ id: string; checkoutUrl: string }, "conflict">> {
  const price = await priceOf(ctx, actor.userId, input.plan);
  if (!price.ok) return price;
  const pending = await livingOrNew(ctx, actor.userId, price.value);
  if (pending.status !== "PENDING")
    return refuse("conflict", `You pay for ${PLAN_NAMES[pending.plan]} already: change the plan instead.`);
  const back = `${ctx.config.baseUrl}${PLAN_PAGE}?paid=${pending.id}`;
  const present = await presentCheckout(ctx, pending, price.value);
  if (present !== null) return done({ id: pending.id, checkoutUrl: present.url ?? back });
  const [customerId, priceId] = await Promise.all([customerOf(ctx, actor.userId), ensurePriceOf(ctx, price.value)]);
  const checkout = await ctx.payments.plans.openCheckout(
    {
      planSubscriptionId: pending.id,
      customerId,
      priceId,
      successUrl: back,
      cancelUrl: `${ctx.config.baseUrl}${PLAN_PAGE}`,
    },
    `plan.checkout:${pending.id}:${pending.stripeCheckoutId ?? "first"}`,
  );
  const { plan, amount, currency } = price.value;
  await savePlan(ctx.db, pending.id, {
    plan,
    boughtPlan: plan,
    priceAmount: amount,
    priceCurrency: currency,
    stripeCheckoutId: checkout.id,
    checkoutUrl: checkout.url,
  });
  return done({ id: pending.id, checkoutUrl: checkout.url ?? back });
}

/** The living row, a new one, or the one that a parallel request made first. */
async function livingOrNew(ctx: Ctx, userId: string, price: PlanPrice): Promise<PlanSubscription> {
  const present = await findLiving(ctx.db, userId);
  if (present !== null) return present;
  const id = ctx.ids.make("planSubscription");
  await insertPlan(ctx.db, { ...price, id, userId, now: ctx.clock.now() });
  const living = await findLiving(ctx.db, userId);
  invariant(living !== null, `the plan of ${userId} vanished`);
  return living;
}

/** The page that may still be used, or was paid and waits for its word; null when a new one is needed. */
async function presentCheckout(ctx: Ctx, pending: PlanSubscription, price: PlanPrice): Promise<CheckoutState | null> {
  if (pending.stripeCheckoutId === null) return null;
  const present = await ctx.payments.getCheckout(pending.stripeCheckoutId);
  if (present === null || present.status === "EXPIRED") return null;
  const same = pending.plan === price.plan && pending.priceAmount === price.amount;
  if (present.status === "COMPLETE" || same) return present;
  await ctx.payments.expireCheckout(present.id, `checkout.expire:${present.id}`);
  return null;
}
