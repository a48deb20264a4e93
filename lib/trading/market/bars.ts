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

/** Bytes that `barsOver` needs for so many bars. */
export function barsBytes(length: number): number {
  return length * BAR_COLUMNS.length * 8;
}

/** The six columns one after the other in memory of the caller's choice: a SharedArrayBuffer is seen by every thread, a file is read in one go. */
export function barsOver(memory: ArrayBufferLike, length: number, byteOffset = 0): Bars {
  const column = (index: number): Float64Array => new Float64Array(memory, byteOffset + index * length * 8, length);
  return {
    length,
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

/** One bar as an object, for those that look at few. @throws RangeError outside the bars */
export function candleAt(bars: Bars, row: number): Candle {
  const at = (column: Float64Array): number => {
    const value = column[row];
    if (value === undefined) throw new RangeError(`there is no bar ${row} of ${bars.length}`);
    return value;
  };
  return {
    time: at(bars.time),
    open: at(bars.open),
    high: at(bars.high),
    low: at(bars.low),
    close: at(bars.close),
    volume: at(bars.volume),
  };
}

export function candlesOf(bars: Bars): Candle[] {
  return Array.from({ length: bars.length }, (_, row) => candleAt(bars, row));
}

/** The first row whose bar opens at `time` or later; `length` when none does. */
export function firstRowAt(bars: Pick<Bars, "time" | "length">, time: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bars.time[middle] ?? Number.POSITIVE_INFINITY) < time) low = middle + 1;
    else high = middle;
  }
  return low;
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
