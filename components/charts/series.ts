/** Pure arithmetic of drawings: points in, SVG paths out. Observed numbers, so floats are fine. */

export interface Point {
  /** Milliseconds. */
  readonly time: number;
  readonly value: number;
}

export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** Lowest and highest value; a flat or empty series gets some air, so that nothing divides by zero. */
export function extentOf(values: readonly number[]): Extent {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!Number.isFinite(low)) return { low: 0, high: 1 };
  return low === high ? { low: low - 0.5, high: high + 0.5 } : { low, high };
}

/** At most `count` values: equal buckets, the last of each, and always the very last. */
export function thin<T>(rows: readonly T[], count: number): readonly T[] {
  if (rows.length <= count) return rows;
  const kept: T[] = [];
  for (let at = 1; at <= count; at += 1) {
    const row = rows[Math.ceil((at * rows.length) / count) - 1];
    if (row !== undefined) kept.push(row);
  }
  return kept;
}

/** A stepped line (equity changes when a trade closes) in a box of `width` × `height`, with the y of its end. */
export function stepPath(
  values: readonly number[],
  width: number,
  height: number,
  pad: number,
  extent = extentOf(values),
): { path: string; endX: number; endY: number } {
  const y = (value: number): number =>
    pad + (1 - (value - extent.low) / (extent.high - extent.low)) * (height - 2 * pad);
  const step = values.length > 1 ? (width - 2 * pad) / (values.length - 1) : 0;
  let path = "";
  let endX = pad;
  let endY = y(extent.low);
  for (const [at, value] of values.entries()) {
    endX = pad + at * step;
    endY = y(value);
    path += at === 0 ? `M${endX.toFixed(1)} ${endY.toFixed(1)}` : `H${endX.toFixed(1)}V${endY.toFixed(1)}`;
  }
  return { path, endX, endY };
}

/** Distance below the highest value so far, in percent of it: 0 or negative. */
export function drawdownsOf(points: readonly Point[]): Point[] {
  let peak = Number.NEGATIVE_INFINITY;
  return points.map(({ time, value }) => {
    peak = Math.max(peak, value);
    return { time, value: peak > 0 ? (value / peak - 1) * 100 : 0 };
  });
}
