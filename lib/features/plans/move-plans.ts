import { invariant } from "@/lib/kernel/errors";
import { isCurrency } from "@/lib/kernel/money";
import type { Ctx } from "@/lib/ports/ctx";
import type { PlanSubscription } from "./plan-subscription.ts";
import { ensurePriceOf } from "./price-of.ts";
import { findMoving } from "./repository.ts";
import { syncPlan } from "./sync-plan.ts";

const BATCH = 500;

/**
 * What time does to plans: a smaller one begins, the 7 days of a failed renewal end. Run every few minutes by the worker; a smaller price that
 * was ordered and not sent is sent again. A repeat changes nothing.
 */
export async function movePlans(ctx: Ctx): Promise<number> {
  const moving = await findMoving(ctx.db, BATCH);
  for (const plan of moving) {
    // One subscription's trouble holds up nobody else; the next run tries again.
    await move(ctx, plan).catch((error: unknown) =>
      ctx.log.warn({ planSubscription: plan.id, err: error }, "a plan could not be moved"),
    );
  }
  return moving.length;
}

async function move(ctx: Ctx, { id, next, priceCurrency, stripeSubscriptionId }: PlanSubscription): Promise<void> {
  if (stripeSubscriptionId === null) return;
  if (next !== null) {
    invariant(isCurrency(priceCurrency), `plan ${id} is priced in ${priceCurrency}`);
    const priceId = await ensurePriceOf(ctx, { plan: next.plan, amount: next.amount, currency: priceCurrency });
    const at = ctx.clock.now();
    // It looks first, and sends nothing where the price stands.
    await ctx.payments.changePrice(stripeSubscriptionId, priceId, `plan.smaller:${id}:${next.plan}:${next.at}:${at}`);
  }
  await syncPlan(ctx, stripeSubscriptionId);
}
