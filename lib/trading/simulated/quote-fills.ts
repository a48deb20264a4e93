import type { Dec } from "@/lib/kernel/decimal";
import { type Instrument, ofBps, roundPrice } from "../market/instrument.ts";
import { entryPriceOf, type Quote, type Side } from "../market/quote.ts";

/** A fill of mode `quote`, in exact numbers. `side` is the order's: a long buys to enter and sells to leave. */
export interface QuoteFill {
  readonly side: "BUY" | "SELL";
  readonly price: Dec;
  readonly qty: Dec;
  /** Taker fee in the quote currency, rounded half up to the 18 decimals that the ledger holds. */
  readonly fee: Dec;
}

type Costs = Pick<Instrument, "tick" | "takerBps">;

/** The price at which a copy would enter now: the ask (bid for a short), to the tick, against us. */
export function entryFillPrice(instrument: Pick<Instrument, "tick">, side: Side, quote: Quote): Dec {
  return roundPrice(instrument, entryPriceOf(side, quote), side === "LONG" ? "up" : "down");
}

/** Enters `qty` (already rounded to the lot) at the ask, a short at the bid. */
export function fillEntry(instrument: Costs, side: Side, quote: Quote, qty: Dec): QuoteFill {
  return fillOf(instrument, side === "LONG" ? "BUY" : "SELL", entryFillPrice(instrument, side, quote), qty);
}

/**
 * Leaves `qty` at `price`: the target's own price for a target (a resting limit), the bid (ask for a short) of the touching tick for a stop,
 * the provider's close and expiry. To the tick, against us.
 */
export function fillExit(instrument: Costs, side: Side, price: Dec, qty: Dec): QuoteFill {
  return fillOf(instrument, side === "LONG" ? "SELL" : "BUY", exitOnTick(instrument, side, price), qty);
}

/**
 * The same of a swap with isolated margin: no worse than the bankruptcy price e·(1 ∓ 1/L), however far the market jumped. The exchange's insurance pays the
 * rest; the fee comes on top (decision 15).
 */
export function fillSwapExit(
  instrument: Costs,
  { side, entryPrice, leverage }: { readonly side: Side; readonly entryPrice: Dec; readonly leverage: Dec },
  price: Dec,
  qty: Dec,
): QuoteFill {
  const margin = entryPrice.div(leverage).toDecimalPlaces(18);
  const met = exitOnTick(instrument, side, price);
  const isLong = side === "LONG";
  const bankruptcy = isLong ? entryPrice.minus(margin) : entryPrice.plus(margin);
  const isBeyond = isLong ? met.lt(bankruptcy) : met.gt(bankruptcy);
  return fillOf(instrument, isLong ? "SELL" : "BUY", isBeyond ? bankruptcy : met, qty);
}

function exitOnTick(instrument: Costs, side: Side, price: Dec): Dec {
  return roundPrice(instrument, price, side === "LONG" ? "down" : "up");
}

function fillOf(instrument: Costs, side: "BUY" | "SELL", price: Dec, qty: Dec): QuoteFill {
  return { side, price, qty, fee: takerFee(instrument, price, qty) };
}

/** Taker fee of `qty` at `price` in the quote currency, to 18 decimals. */
export function takerFee(instrument: Pick<Instrument, "takerBps">, price: Dec, qty: Dec): Dec {
  return ofBps(price.times(qty), instrument.takerBps).toDecimalPlaces(18);
}

/** How much worse than `reference` an entry at `price` is, in basis points; better is negative. */
export function slippageBps(side: Side, reference: Dec, price: Dec): Dec {
  const worse = side === "LONG" ? price.minus(reference) : reference.minus(price);
  return worse.div(reference).times(10_000);
}
