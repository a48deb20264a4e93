import type Stripe from "stripe";
import type { Payments } from "@/lib/ports/payments";
import type { StripeCalls } from "./stripe-calls.ts";
import { TAX_ON_TOP, taxablePrice } from "./tax.ts";

export type PriceOrder = Parameters<Payments["ensurePrice"]>[0];

/** The price of a strategy in this amount and for this interval, found by our lookup key or made, its product too. `taxed`: tax comes on top. */
export async function ensurePrice(calls: StripeCalls, price: PriceOrder, taxed: boolean, key: string): Promise<string> {
  const yearly = price.interval === "YEAR";
  const lookupKey = `${price.strategyId}:${price.amount}:${price.currency}${yearly ? ":year" : ""}`;
  const present = await priceHolding(calls, lookupKey);
  if (present?.active === true) return taxablePrice(calls, present, taxed);
  if ((await calls.read(() => calls.stripe.products.retrieve(price.strategyId))) === null) {
    const product = { id: price.strategyId, name: price.name, metadata: { strategyId: price.strategyId } };
    await calls.send("product", price.strategyId, `product:${price.strategyId}`, product, (options) =>
      calls.stripe.products.create(product, options),
    );
  }
  const body = {
    product: price.strategyId,
    currency: price.currency.toLowerCase(),
    unit_amount: price.amount,
    recurring: { interval: yearly ? "year" : "month" },
    lookup_key: lookupKey,
    ...(present === null ? {} : { transfer_lookup_key: true }),
    ...(taxed ? TAX_ON_TOP : {}),
  } as const;
  const made = await calls.send("price", price.strategyId, keyAfter(key, present), body, (options) =>
    calls.stripe.prices.create(body, options),
  );
  return made.id;
}

/** The price under a lookup key of ours, also one that somebody archived at Stripe: nothing is sold at it, but it holds the key still. */
export async function priceHolding(calls: StripeCalls, lookupKey: string): Promise<Stripe.Price | null> {
  const found = await calls.read(() => calls.stripe.prices.list({ lookup_keys: [lookupKey], limit: 1 }));
  const holder = found?.data.find((each) => each.lookup_key === lookupKey);
  return holder === undefined ? null : { ...holder, active: holder.active !== false };
}

/** The key of the price that takes the place of an archived one: under its own, Stripe would answer with that for a day. */
export function keyAfter(key: string, archived: Stripe.Price | null): string {
  return archived === null ? key : `${key}:after:${archived.id}`;
}
