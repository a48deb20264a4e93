import type { Dec } from "@/lib/kernel/decimal";

/** Best bid and ask of one moment. */
export interface Quote {
  readonly bid: Dec;
  readonly ask: Dec;
}

export type Side = "LONG" | "SHORT";

/** What one pays to get in at this moment: the ask for a long, the bid for a short. */
export function entryPriceOf(side: Side, quote: Quote): Dec {
  return side === "LONG" ? quote.ask : quote.bid;
}

/** What one gets to leave at this moment: the bid for a long, the ask for a short. */
export function exitPriceOf(side: Side, quote: Quote): Dec {
  return side === "LONG" ? quote.bid : quote.ask;
}

/** Whether `price` is better than `than` for a holder of `side`: higher for a long, lower for a short. */
export function isBetter(side: Side, price: Dec, than: Dec): boolean {
  return side === "LONG" ? price.gt(than) : price.lt(than);
}

/** Gain in percent of `from` when the price goes to `to`; a loss is negative. */
export function gainPct(side: Side, from: Dec, to: Dec): Dec {
  const change = to.minus(from).div(from).times(100);
  return side === "LONG" ? change : change.neg();
}
