import type { Actor } from "@/lib/kernel/actor";
import { isLarger, PLAN_NAMES, PLAN_PRICES } from "@/lib/kernel/platform-plan";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidPlan } from "@/lib/ports/plan-payments";
import type { DowngradeInput } from "./input.ts";
import type { PlanSubscription } from "./plan-subscription.ts";
import { ensurePriceOf } from "./price-of.ts";
import { findLiving, savePlan } from "./repository.ts";
import { syncPlan } from "./sync-plan.ts";

type Ended = Result<{ at: UtcMs | null }, "conflict">;

/**
 * Moves down at the end of what is paid: nothing is given back and nothing is charged before. TRIAL pays for no plan any more. After a failed
 * renewal nothing is paid ahead, so ending it is at once. @returns from when (null: now)
 */
export async function downgradePlan(ctx: Ctx, actor: Pick<Actor, "userId">, { plan }: DowngradeInput): Promise<Ended> {
  const before = await findLiving(ctx.db, actor.userId);
  const id = before?.stripeSubscriptionId ?? null;
  if (before === null || id === null) return refuse("conflict", "You pay for no plan.");
  if (!isLarger(before.plan, plan))
    return refuse("conflict", `You are on ${PLAN_NAMES[before.plan]}, which is no larger than that.`);
  // The period may have ended a moment ago: its end is the service's.
  await syncPlan(ctx, id);
  const living = await findLiving(ctx.db, actor.userId);
  if (living === null) return refuse("conflict", "Your plan has ended already.");
  if (plan === "TRIAL") return end(ctx, living, id);
  if (living.status !== "ACTIVE" || living.currentPeriodEnd === null)
    return refuse("conflict", "Your last payment did not go through. Change your card under Billing first.");
  if (living.cancelAtPeriodEnd)
    return refuse("conflict", "Your plan ends then. Keep it first, then choose a smaller one.");
  return moveDown(ctx, living, { plan, id, at: living.currentPeriodEnd });
}

async function end(ctx: Ctx, living: PlanSubscription, id: string): Promise<Ended> {
  const key = `plan.cancel:${ctx.ids.make("request")}`;
  const now = living.status === "PAST_DUE";
  if (now) await ctx.payments.cancelNow(id, key);
  else await ctx.payments.setCancelAtPeriodEnd(id, true, null, key);
  await syncPlan(ctx, id);
  return done({ at: now ? null : living.currentPeriodEnd });
}

/**
 * The row says it before the service is asked: there the smaller price stands at once, and is no smaller plan before `at`. A worker repeats what
 * was not sent.
 */
async function moveDown(
  ctx: Ctx,
  living: PlanSubscription,
  { plan, id, at }: { readonly plan: Exclude<PaidPlan, "MANAGED">; readonly id: string; readonly at: UtcMs },
): Promise<Ended> {
  const price = { plan, amount: PLAN_PRICES[plan], currency: "USD" } as const;
  const priceId = await ensurePriceOf(ctx, price);
  await savePlan(ctx.db, living.id, { next: { plan, amount: price.amount, at } });
  await ctx.payments.changePrice(id, priceId, `plan.smaller:${living.id}:${plan}:${at}:${ctx.ids.make("request")}`);
  // Renewed between the two: then the larger one is paid for once more, and goes on to its end.
  const renews = (await ctx.payments.getSubscription(id))?.currentPeriodEnd ?? at;
  if (renews > at) await savePlan(ctx.db, living.id, { next: { plan, amount: price.amount, at: renews } });
  await syncPlan(ctx, id);
  return done({ at: renews });
}
