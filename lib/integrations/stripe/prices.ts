import type { Payments } from "@/lib/ports/payments";
import type { StripeCalls } from "./stripe-calls.ts";
import { TAX_ON_TOP, taxablePrice } from "./tax.ts";

export type PriceOrder = Parameters<Payments["ensurePrice"]>[0];

/** The price of a strategy in this amount and for this interval, found by our lookup key or made, its product too. `taxed`: tax comes on top. */
export async function ensurePrice(calls: StripeCalls, price: PriceOrder, taxed: boolean, key: string): Promise<string> {
  const yearly = price.interval === "YEAR";
  const lookupKey = `${price.strategyId}:${price.amount}:${price.currency}${yearly ? ":year" : ""}`;
  const found = await calls.read(() => calls.stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 }));
  const present = found?.data.find((each) => each.lookup_key === lookupKey);
  if (present !== undefined) return taxablePrice(calls, present, taxed);
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
    ...(taxed ? TAX_ON_TOP : {}),
  } as const;
  const made = await calls.send("price", price.strategyId, key, body, (options) =>
    calls.stripe.prices.create(body, options),
  );
  return made.id;
}
