import type { Candle } from "../market/candle.ts";

export interface GeneratedSeries {
  /** The same seed gives the same series, on every machine. */
  readonly seed: number;
  readonly startMs: number;
  readonly lengthMs: number;
  readonly bars: number;
  readonly startPrice: number;
  /** Decimals of the price. */
  readonly decimals: number;
  /** Standard deviation of one bar's return, in percent. */
  readonly volatilityPct: number;
  /** Stretches of `bars` bars that drift up, down or not at all by up to `driftPct` a bar. None: no trend but chance. */
  readonly trend?: { readonly driftPct: number; readonly bars: number };
}

/** Moves within a bar, from which its high and low come. */
const MOVES = 8;
/** Pull towards the first price, so that months of chance stay in a range that looks like a market. */
const PULL = 0.0002;

/** A made-up series: a random walk of the price's logarithm. It is no market's, and whoever shows it must say so. */
export function generateCandles(series: GeneratedSeries): Candle[] {
  const random = createRandom(series.seed);
  const trendRandom = createRandom(series.seed + 1); // of its own: with a trend or without, the chance of the bars is the same
  const { driftPct = 0, bars: stretch = 1 } = series.trend ?? {};
  const round = (price: number): number => Number(price.toFixed(series.decimals));
  const moveSize = series.volatilityPct / 100 / Math.sqrt(MOVES);
  const home = Math.log(series.startPrice);
  let log = home;
  let drift = 0;
  return Array.from({ length: series.bars }, (_, i) => {
    if (i % stretch === 0) drift = ((2 * trendRandom() - 1) * driftPct) / 100;
    const open = round(Math.exp(log));
    let [high, low, close] = [open, open, open];
    for (let move = 0; move < MOVES; move += 1) {
      log += moveSize * gauss(random) + (PULL / MOVES) * (home - log) + drift / MOVES;
      close = round(Math.exp(log));
      high = Math.max(high, close);
      low = Math.min(low, close);
    }
    const volume = Number((5 + 40 * random() * (1 + Math.abs(close / open - 1) * 500)).toFixed(3));
    return { time: series.startMs + i * series.lengthMs, open, high, low, close, volume };
  });
}

/** mulberry32: uniform in [0, 1), 32 bits of state. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal by Box and Muller. */
function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
