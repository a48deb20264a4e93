/** A block is 16 bars: most trades last some dozens, so that they meet the ends of two blocks and few whole ones. */
export const BLOCK_BITS = 4;

/**
 * Lowest and highest close of any run of bars, from a few numbers: for each bar those from its block's start up to it, and those from it up
 * to its block's end.
 */
export interface CloseExtremes {
  readonly close: Float64Array;
  /** Of all bars. */
  readonly lowest: number;
  readonly highest: number;
  readonly lowestSince: Float64Array;
  readonly highestSince: Float64Array;
  readonly lowestUntil: Float64Array;
  readonly highestUntil: Float64Array;
}

export function closeExtremes(close: Float64Array): CloseExtremes {
  const { length } = close;
  const size = 1 << BLOCK_BITS;
  const column = (): Float64Array => new Float64Array(length);
  const [lowestSince, highestSince, lowestUntil, highestUntil] = [column(), column(), column(), column()];
  for (let start = 0; start < length; start += size) {
    const end = Math.min(start + size, length);
    let low = close[start] ?? 0;
    let high = low;
    for (let i = start; i < end; i++) {
      const value = close[i] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
      lowestSince[i] = low;
      highestSince[i] = high;
    }
    low = close[end - 1] ?? 0;
    high = low;
    for (let i = end - 1; i >= start; i--) {
      const value = close[i] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
      lowestUntil[i] = low;
      highestUntil[i] = high;
    }
  }
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let start = 0; start < length; start += size) {
    lowest = Math.min(lowest, lowestUntil[start] ?? lowest);
    highest = Math.max(highest, highestUntil[start] ?? highest);
  }
  return { close, lowest, highest, lowestSince, highestSince, lowestUntil, highestUntil };
}
