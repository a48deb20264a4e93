import type { Dec } from "@/lib/kernel/decimal";
import { type Instrument, roundAmount, toStep } from "../market/instrument.ts";

/** Refusal of an order that is larger than its exchange takes at once. */
export const TOO_LARGE = "too_large";

/** Refusals that say that halves of what was too large have become too small: a thin moment is over, and all of it is tried again. */
const TOO_SMALL: ReadonlySet<string | null> = new Set(["min_notional", "lot_size"]);

/**
 * The largest amount of one order that goes to the market, a stop too, base units on the lot: what the exchange names, and half of what it refused as too
 * large for this trade, since it does not always name one. null: nothing bounds it.
 * @param orders of the trade, oldest first
 */
export function mostAtOnce(
  { lot, marketMax }: Pick<Instrument, "lot" | "marketMax">,
  orders: readonly { readonly qty: Dec; readonly refusal: string | null }[],
): Dec | null {
  const begin = orders.findLastIndex(({ refusal }) => TOO_SMALL.has(refusal)) + 1;
  const halves = orders.slice(begin).flatMap(({ qty, refusal }) => (refusal === TOO_LARGE ? [qty.div(2)] : []));
  const bounds = marketMax === undefined ? halves : [marketMax, ...halves];
  const [first, ...rest] = bounds;
  if (first === undefined) return null;
  const most = roundAmount(
    { lot },
    rest.reduce((least, one) => (one.lt(least) ? one : least), first),
  );
  return most.isZero() ? lot : most;
}

/** What of `qty` goes next: all of it, or one of as few parts as it takes, of one size, so that the last is none that is too small to be sold. */
export function nextPart(qty: Dec, most: Dec | null, lot: Dec): Dec {
  if (most === null || qty.lte(most)) return qty;
  const part = toStep(qty.div(qty.div(most).ceil()), lot, "up");
  return part.gt(most) ? most : part;
}
