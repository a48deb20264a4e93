import { invariant } from "@/lib/kernel/errors";
import { isCurrency, minor } from "@/lib/kernel/money";
import type { Ctx } from "@/lib/ports/ctx";
import { type DueOffer, dueOffers, markApplied } from "./offer-repository.ts";
import { priceKeyOf } from "./open-checkout.ts";

const BATCH = 100;

/** Moves those who agreed to their new price, from their next payment on. Run hourly by the worker; a repeat changes nothing. */
export async function applyOffers(ctx: Ctx): Promise<number> {
  const due = await dueOffers(ctx.db, ctx.clock.now(), BATCH);
  for (const offer of due) {
    // One subscription's trouble holds up nobody else; the next hour tries again.
    await apply(ctx, offer).catch((error: unknown) =>
      ctx.log.warn({ err: error, offer: offer.id }, "an agreed price could not be set and will be tried again"),
    );
  }
  return due.length;
}

async function apply(ctx: Ctx, offer: DueOffer): Promise<void> {
  const { strategyId, strategyName: name, currency, interval } = offer;
  invariant(isCurrency(currency), `offer ${offer.id} is in ${currency}`);
  const price = { strategyId, name, amount: minor(offer.amount), currency, interval };
  const priceId = await ctx.payments.ensurePrice(price, priceKeyOf(price));
  await ctx.payments.changePrice(offer.paidSubscriptionId, priceId, `offer:${offer.id}`);
  await ctx.db.transaction((tx) => markApplied(tx, offer, ctx.clock.now()));
}
