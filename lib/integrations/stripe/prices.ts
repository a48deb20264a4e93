import type Stripe from "stripe";
import type { StripeCalls } from "./stripe-calls.ts";

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
