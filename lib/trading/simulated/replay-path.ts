import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Candle } from "../market/candle.ts";
import { roundPrice } from "../market/instrument.ts";
import type { Quote } from "../market/quote.ts";

/** A bar is walked in this many points, evenly in time, the first at its open time. */
export const POINTS_PER_BAR = 60;

/** Points at which open, first extreme, second extreme and close are met exactly. */
const KNOTS = [0, 20, 40, POINTS_PER_BAR - 1] as const;

/** Half the spread: 0.5 basis points of the price. */
const HALF_SPREAD = dec("0.00005");

export interface PathPoint extends Quote {
  /** Market time, milliseconds UTC. */
  readonly time: number;
  readonly last: Dec;
}

/**
 * Point `index` (0 … 59) of the path through a bar: open, then the extreme nearer to the open (a tie: the low), then the other, then the
 * close, linear in between, each rounded to the tick. It depends on the candle alone, so a replay gives the same market at every speed.
 */
export function pathPoint(candle: Candle, lengthMs: number, index: number, tick: Dec): PathPoint {
  const lowFirst = candle.open - candle.low <= candle.high - candle.open;
  const [first, second] = lowFirst ? [candle.low, candle.high] : [candle.high, candle.low];
  const corners = [candle.open, first, second, candle.close] as const;
  const leg: 0 | 1 | 2 = index < KNOTS[1] ? 0 : index < KNOTS[2] ? 1 : 2;
  const start = KNOTS[leg];
  const from = dec(corners[leg]);
  const to = dec(corners[(leg + 1) as 1 | 2 | 3]);
  const part = dec(index - start).div(KNOTS[(leg + 1) as 1 | 2 | 3] - start);
  const last = nearestTick(from.plus(to.minus(from).times(part)), tick);
  return { time: candle.time + Math.round((index * lengthMs) / POINTS_PER_BAR), last, ...quoteAround(last, tick) };
}

/** Bid and ask 0.5 bp below and above `last`: the bid rounded down to the tick, the ask up, the bid never below one tick. */
export function quoteAround(last: Dec, tick: Dec): Quote {
  const half = last.times(HALF_SPREAD);
  const bid = roundPrice({ tick }, last.minus(half), "down");
  return { bid: bid.gt(0) ? bid : tick, ask: roundPrice({ tick }, last.plus(half), "up") };
}

function nearestTick(price: Dec, tick: Dec): Dec {
  const rounded = price.div(tick).round().times(tick);
  return rounded.gt(0) ? rounded : tick;
}
