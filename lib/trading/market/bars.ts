import type { Candle } from "./candle.ts";

/**
 * A run of candles as columns of one length: no object a bar, so half a million of them are 24 MB and a loop over closes reads one run
 * of memory. Times are the open of the bar in milliseconds UTC, rising; prices are in quote units, volume in base units.
 * The columns may lie in shared memory; nobody writes to them once they are filled.
 */
export interface Bars {
  readonly length: number;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

export const BAR_COLUMNS = ["time", "open", "high", "low", "close", "volume"] as const;

/** Room for `length` bars, zeros until filled. */
export function emptyBars(length: number): Bars {
  const column = (): Float64Array => new Float64Array(length);
  return { length, time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
}

export function barsOf(candles: readonly Candle[]): Bars {
  const bars = emptyBars(candles.length);
  for (const [row, candle] of candles.entries()) for (const name of BAR_COLUMNS) bars[name][row] = candle[name];
  return bars;
}

/** Bars [from, to) as views: nothing is copied. */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  const end = Math.max(from, Math.min(to, bars.length));
  const cut = (column: Float64Array): Float64Array => column.subarray(from, end);
  return {
    length: end - from,
    time: cut(bars.time),
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    volume: cut(bars.volume),
  };
}
