/** A stretch is 32 bars; a window is three of them, and begins at each. */
const STRETCH_BITS = 5;
const STRETCH = 1 << STRETCH_BITS;
/** Bars from any bar on that the window at its stretch covers for certain: two stretches. Most trades are over by then. */
export const REACH = 2 * STRETCH;

/**
 * Bounds of the closes of any few bars, from one look: lowest and highest close of the window that begins with the stretch of a bar. They are
 * few numbers, and stay near the processor.
 */
export interface CloseExtremes {
  readonly close: Float64Array;
  /** Of the window that holds bar `i` to bar `i + REACH - 1`, at `windowOf(i)`. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function windowOf(bar: number): number {
  return bar >> STRETCH_BITS;
}

export function closeExtremes(close: Float64Array): CloseExtremes {
  const stretches = Math.ceil(close.length / STRETCH);
  const low = new Float64Array(stretches).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(stretches).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < close.length; i++) {
    const stretch = windowOf(i);
    const value = close[i] ?? 0;
    for (let window = Math.max(0, stretch - 2); window <= stretch; window++) {
      if (value < (low[window] ?? 0)) low[window] = value;
      if (value > (high[window] ?? 0)) high[window] = value;
    }
  }
  return { close, low, high };
}
