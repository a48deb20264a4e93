import type { Call } from "./call.ts";
import { StripeFault } from "./fault.ts";
import type { Params } from "./form.ts";
import type { InvoiceLine } from "./invoice.ts";
import type { Price, Subscription, SubscriptionItem } from "./objects.ts";

/** A change of one item's price, as a request asks for it. */
export interface ItemChange {
  readonly item: SubscriptionItem;
  readonly price: Price;
  readonly behaviour: "always_invoice" | "none";
  /** From when the old price is not used any more (Unix seconds). */
  readonly at: number;
}

/** Reads `items[0][id|price]` with its proration. Null: no price is changed. `create_prorations` is not offered here. */
export function readItemChange(call: Call, params: Params, subscription: Subscription): ItemChange | null {
  const [asked] = params.list("items");
  const priceId = asked?.optionalText("price") ?? null;
  if (asked === undefined || priceId === null) return null;
  const itemId = asked.optionalText("id") ?? subscription.items.data[0]?.id ?? "";
  const item = subscription.items.data.find((each) => each.id === itemId);
  if (item === undefined)
    throw new StripeFault(400, `No such subscription item: '${itemId}'`, { param: "items[0][id]" });
  const behaviour = params.optionalText("proration_behavior") ?? "always_invoice";
  if (behaviour !== "always_invoice" && behaviour !== "none") {
    throw new StripeFault(400, "This stand-in knows `always_invoice` and `none`.", { param: "proration_behavior" });
  }
  const at = params.optionalInteger("proration_date") ?? call.nowSec;
  if (at < item.current_period_start || at > item.current_period_end) {
    throw new StripeFault(400, "The proration date must be within the current period.", { param: "proration_date" });
  }
  return { item, price: call.get("price", priceId), behaviour, at };
}

/** By the second, as Stripe counts: the unused part of the old price back, the same part of the new one. Each rounds half up. */
export function prorationLines(call: Call, change: ItemChange): InvoiceLine[] {
  const { item, price, at } = change;
  if (change.behaviour === "none") return [];
  const { current_period_start: start, current_period_end: end } = item;
  const part = (amount: number): number => Math.round((amount * item.quantity * (end - at)) / (end - start));
  const line = (amount: number, of: Price, words: string): InvoiceLine => ({
    id: call.newId("il"),
    object: "line_item",
    amount,
    currency: of.currency,
    description: `${words} ${call.find("product", of.product)?.name ?? of.id}`,
    period: { start: at, end },
    quantity: item.quantity,
    proration: true,
  });
  return [
    line(-part(item.price.unit_amount), item.price, "Unused time on"),
    line(part(price.unit_amount), price, "Remaining time on"),
  ];
}

/** Two prices of one interval only: the period goes on. */
export function requireSameInterval({ item, price }: ItemChange): void {
  const same =
    item.price.recurring?.interval === price.recurring?.interval &&
    item.price.recurring?.interval_count === price.recurring?.interval_count;
  if (same && item.price.currency === price.currency) return;
  throw new StripeFault(400, "This stand-in changes between prices of one interval and currency only.", {
    param: "items[0][price]",
  });
}
