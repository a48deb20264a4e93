import { type CloseExtremes, REACH, windowOf } from "./close-extremes.ts";
import type { SignalLog } from "./signal-log.ts";
import type { Walked } from "./walked.ts";

/**
 * Figures of the equity curve that `drawEquity` would draw, without drawing it: the same bits. A walk holds one entry at a time, so the
 * curve is flat, or cash plus position times close.
 */

/** Equity at the close of the bars `ends` (rising), into `out`. */
export function equityAt(
  ends: Int32Array,
  close: Float64Array,
  cash: number,
  log: SignalLog,
  walked: Walked,
  out: Float64Array,
): void {
  const rows = log.seatHeld(walked.held, close.length);
  const { columns, length } = log.trades;
  const { entryBar, exitBar, side, qty } = columns;
  const { cashHeld, cashAfter } = log;
  let row = 0;
  let flat = cash;
  for (let day = 0; day < ends.length; day++) {
    const bar = ends[day] ?? 0;
    while (row < length && (exitBar[row] ?? 0) <= bar) flat = cashAfter[row++] ?? 0;
    if (row < rows && (entryBar[row] ?? 0) <= bar) {
      out[day] = (cashHeld[row] ?? 0) + (side[row] ?? 0) * (qty[row] ?? 0) * (close[bar] ?? 0);
    } else out[day] = flat;
  }
}

/** Of a value, in parts: more than rounding can make of it. */
const ROUNDING = 1e-12;

/**
 * Deepest fall below the highest value so far as a fraction, 0 or below: the ratio that `curveFigures` gives. `daily` are points of the curve
 * (`equityAt`): the fall that they show is a mark that the whole curve reaches at least, so that of all trades only those are followed bar by
 * bar whose closes may lie above the highest value so far, or below the mark.
 */
export function drawdownRatio(
  extremes: CloseExtremes,
  cash: number,
  log: SignalLog,
  { held }: Walked,
  daily: Float64Array,
): number {
  const { close, low, high } = extremes;
  const rows = log.seatHeld(held, close.length);
  const { columns, length } = log.trades;
  const { entryBar, exitBar, side, qty } = columns;
  const { cashHeld, cashAfter } = log;
  let ratio = ratioOf(cash, daily);
  let peak = cash;
  /** No value above it is a deeper fall. */
  let mark = peak * (1 + ratio + ROUNDING);
  for (let row = 0; row < rows; row++) {
    const base = cashHeld[row] ?? 0;
    const position = (side[row] ?? 0) * (qty[row] ?? 0);
    const entry = entryBar[row] ?? 0;
    const exit = exitBar[row] ?? 0;
    for (let from = entry; from < exit; from += REACH) {
      const window = windowOf(from);
      // cash plus position times close rises and falls with the close, rounding included
      const one = base + position * (low[window] ?? 0);
      const other = base + position * (high[window] ?? 0);
      if (one < peak && other < peak && one > mark && other > mark) continue;
      const to = Math.min(from + REACH, exit);
      for (let i = from; i < to; i++) {
        const value = base + position * (close[i] ?? 0);
        if (value >= peak) peak = value;
        else if (value <= mark) ratio = Math.min(ratio, value / peak - 1);
        else continue;
        mark = peak * (1 + ratio + ROUNDING);
      }
    }
    // an exit at the open of the bar on which the next entry is made is never a point of the curve
    if (row === length || (row + 1 < rows && entryBar[row + 1] === exit)) continue;
    const flat = cashAfter[row] ?? 0;
    if (flat >= peak) peak = flat;
    else if (flat <= mark) ratio = Math.min(ratio, flat / peak - 1);
    else continue;
    mark = peak * (1 + ratio + ROUNDING);
  }
  return ratio;
}

/** Deepest fall between these points of a curve that began with `cash`. */
function ratioOf(cash: number, points: Float64Array): number {
  let peak = cash;
  let ratio = 0;
  for (const value of points) {
    if (value >= peak) peak = value;
    else ratio = Math.min(ratio, value / peak - 1);
  }
  return ratio;
}
