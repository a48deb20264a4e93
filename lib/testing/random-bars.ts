import { type Bars, emptyBars } from "@/lib/trading/market/bars";

/** A source of numbers in [0, 1) that is the same for one seed (mulberry32). */
export function chance(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A rough random walk for properties: prices on a coarse grid, so that closes, extremes and levels tie often, bars that do not move, opens
 * that jump, and now and then a hole of several bars.
 */
export function randomBars(seed: number, length: number, { tick = 0.05, move = 0.01, barMs = 60_000 } = {}): Bars {
  const next = chance(seed);
  const bars = emptyBars(length);
  const round = (price: number): number => Math.max(tick, Number((Math.round(price / tick) * tick).toFixed(8)));
  let price = 20 + 80 * next();
  let time = Date.UTC(2023, 0, 1);
  for (let i = 0; i < length; i++) {
    const jump = next() < 0.05 ? (next() - 0.5) * 6 * move : 0;
    const open = round(price * (1 + jump));
    const still = next() < 0.1;
    const close = still ? open : round(open * (1 + (next() - 0.5) * 2 * move));
    bars.time[i] = time;
    bars.open[i] = open;
    bars.close[i] = close;
    bars.high[i] = round(Math.max(open, close) * (still ? 1 : 1 + next() * move));
    bars.low[i] = round(Math.min(open, close) * (still ? 1 : 1 - next() * move));
    bars.high[i] = Math.max(bars.high[i] ?? 0, open, close);
    bars.low[i] = Math.min(bars.low[i] ?? 0, open, close);
    bars.volume[i] = Math.round(1_000 * next());
    price = close;
    time += barMs * (next() < 0.01 ? 1 + Math.floor(next() * 50) : 1);
  }
  return bars;
}
