import type { Actor } from "@/lib/kernel/actor";
import { isLarger, PLAN_NAMES } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidPlan, PlanPrice } from "@/lib/ports/plan-payments";
import { ensurePriceOf, priceOf } from "./price-of.ts";
import { findLiving } from "./repository.ts";

export interface UpgradeGround {
  readonly id: string;
  readonly paidSubscriptionId: string;
  readonly price: PlanPrice;
  readonly priceId: string;
}

/** Whether the actor may move up to `plan` now, and what is needed for it. Preview and change ask the same. */
export async function upgradeGround(
  ctx: Ctx,
  actor: Actor,
  plan: PaidPlan,
): Promise<Result<UpgradeGround, "conflict">> {
  const living = await findLiving(ctx.db, actor.userId);
  const paidSubscriptionId = living?.stripeSubscriptionId ?? null;
  if (living === null || paidSubscriptionId === null || living.status === "PENDING")
    return refuse("conflict", "You pay for no plan yet: buy this one instead.");
  if (!isLarger(plan, living.plan))
    return refuse("conflict", `You are on ${PLAN_NAMES[living.plan]}, which allows as much or more.`);
  if (living.status !== "ACTIVE")
    return refuse("conflict", "Your last payment did not go through. Change your card under Billing first.");
  // At the service the smaller price stands already: from there the credit for what is left would be that of the smaller plan.
  if (living.next !== null || living.cancelAtPeriodEnd)
    return refuse("conflict", "Your plan is about to become smaller. Keep it first, then move up.");
  const price = await priceOf(ctx, actor.userId, plan);
  if (!price.ok) return price;
  return done({
    id: living.id,
    paidSubscriptionId,
    price: price.value,
    priceId: await ensurePriceOf(ctx, price.value),
  });
}
