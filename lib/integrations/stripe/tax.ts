import type Stripe from "stripe";
import type { StripeCalls } from "./stripe-calls.ts";

/** The platform sells and owes the tax; the checkout asks for the address that it is reckoned by, and the customer keeps it for renewals. */
export const AUTOMATIC_TAX = {
  automatic_tax: { enabled: true, liability: { type: "self" } },
  customer_update: { address: "auto" },
} as const;

/** Our prices are without tax: it comes on top. Stripe reckons none for a price that does not say so. */
export const TAX_ON_TOP = { tax_behavior: "exclusive" } as const;

/** A price made before tax was switched on says nothing of it; it may be told so once and never changed. @returns its id */
export async function taxablePrice(calls: StripeCalls, price: Stripe.Price, automaticTax: boolean): Promise<string> {
  if (!automaticTax || price.tax_behavior === "exclusive" || price.tax_behavior === "inclusive") return price.id;
  await calls.send("price.tax", price.id, `price.tax:${price.id}`, TAX_ON_TOP, (options) =>
    calls.stripe.prices.update(price.id, TAX_ON_TOP, options),
  );
  return price.id;
}
