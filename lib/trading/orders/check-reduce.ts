import type { ReduceOrder } from "./order.ts";

/** What is wrong with a reduce-only order, as a sentence that names the field; null when nothing is. */
export function reduceFault({ type, price, qty, fraction }: ReduceOrder): string | null {
  if (type !== "market" && type !== "limit" && type !== "stop")
    return `type must be one of market, limit, stop, not ${String(type)}`;
  if (type === "market" ? price !== undefined : !(price !== undefined && price > 0 && price < Number.POSITIVE_INFINITY))
    return type === "market"
      ? "a market order has no price"
      : `a ${type} order needs a price above 0, not ${String(price)}`;
  if (qty !== undefined && fraction !== undefined) return "give qty or fraction, not both";
  if (qty !== undefined && !(qty > 0 && qty < Number.POSITIVE_INFINITY)) return `qty must be above 0, not ${qty}`;
  if (fraction !== undefined && !(fraction > 0 && fraction <= 1))
    return `fraction must be above 0 and at most 1, not ${fraction}`;
  return null;
}
