import type { Actor } from "@/lib/kernel/actor";
import { invariant } from "@/lib/kernel/errors";
import { isCurrency } from "@/lib/kernel/money";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidPlan } from "@/lib/ports/plan-payments";
import { ensurePriceOf } from "./price-of.ts";
import { findLiving, savePlan } from "./repository.ts";
import { syncPlan } from "./sync-plan.ts";

/** Takes back a smaller plan or an end that was chosen and has not come yet. */
export async function keepPlan(ctx: Ctx, actor: Actor): Promise<Result<{ plan: PaidPlan }, "conflict">> {
  const id = (await findLiving(ctx.db, actor.userId))?.stripeSubscriptionId ?? null;
  if (id === null) return refuse("conflict", "You pay for no plan.");
  // It may have ended a moment ago: then nothing can be taken back.
  await syncPlan(ctx, id);
  const living = await findLiving(ctx.db, actor.userId);
  if (living === null) return refuse("conflict", "Your plan has ended already.");
  const { plan, priceAmount: amount, priceCurrency: currency, next, cancelAtPeriodEnd } = living;
  if (next !== null && ctx.clock.now() >= next.at)
    return refuse("conflict", "The smaller plan has begun. Move up again instead.");
  if (next !== null) {
    invariant(isCurrency(currency), `plan ${living.id} is priced in ${currency}`);
    const priceId = await ensurePriceOf(ctx, { plan, amount, currency });
    // The service first: without `next` its smaller price would be read as the plan of now.
    await ctx.payments.changePrice(id, priceId, `plan.keep:${ctx.ids.make("request")}`);
    await savePlan(ctx.db, living.id, { next: null });
  }
  if (cancelAtPeriodEnd)
    await ctx.payments.setCancelAtPeriodEnd(id, false, null, `plan.keep:${ctx.ids.make("request")}`);
  await syncPlan(ctx, id);
  return done({ plan });
}
