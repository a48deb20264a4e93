import { BLOCK_BITS, type CloseExtremes } from "./close-extremes.ts";
import type { SignalLog } from "./signal-log.ts";
import type { Walked } from "./walk-signals.ts";

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
  const { columns, length } = log.trades;
  const { entryBar, exitBar, side, qty } = columns;
  const { cashHeld, cashAfter } = log;
  const { held } = walked;
  let row = 0;
  let flat = cash;
  for (let day = 0; day < ends.length; day++) {
    const bar = ends[day] ?? 0;
    while (row < length && (exitBar[row] ?? 0) <= bar) flat = cashAfter[row++] ?? 0;
    if (row < length && (entryBar[row] ?? 0) <= bar) {
      out[day] = (cashHeld[row] ?? 0) + (side[row] ?? 0) * (qty[row] ?? 0) * (close[bar] ?? 0);
    } else if (row === length && held !== null && held.bar <= bar) {
      out[day] = held.cash + held.side * held.qty * (close[bar] ?? 0);
    } else out[day] = flat;
  }
}

/**
 * Deepest fall below the highest value so far as a fraction, 0 or below: the ratio that `curveFigures` gives. Cash plus position times close rises
 * and falls with the close, rounding included, so a trade without a new high counts by its worst close alone.
 */
export function drawdownRatio(extremes: CloseExtremes, cash: number, log: SignalLog, { held }: Walked): number {
  const { close, lowestSince, highestSince, lowestUntil, highestUntil } = extremes;
  const { columns, length } = log.trades;
  const { entryBar, exitBar, side, qty } = columns;
  const { cashHeld, cashAfter } = log;
  const openBar = held === null ? -1 : held.bar;
  const rows = held === null ? length : length + 1;
  let peak = cash;
  let low = cash;
  let ratio = 0;
  for (let row = 0; row < rows; row++) {
    const isClosed = row < length;
    const base = isClosed ? (cashHeld[row] ?? 0) : (held?.cash ?? 0);
    const position = isClosed ? (side[row] ?? 0) * (qty[row] ?? 0) : (held?.side ?? 0) * (held?.qty ?? 0);
    const from = isClosed ? (entryBar[row] ?? 0) : openBar;
    const to = isClosed ? (exitBar[row] ?? 0) : close.length;

    const isLong = position > 0;
    const first = from >> BLOCK_BITS;
    const last = (to - 1) >> BLOCK_BITS;
    // most often the high is so far away that no close at all would reach it
    let isHigher = base + position * (isLong ? extremes.highest : extremes.lowest) >= peak;
    if (isHigher && last > first) {
      const bestUntil = isLong ? highestUntil : lowestUntil;
      isHigher =
        base + position * (bestUntil[from] ?? 0) >= peak ||
        base + position * ((isLong ? highestSince : lowestSince)[to - 1] ?? 0) >= peak;
      for (let block = first + 1; block < last && !isHigher; block++) {
        isHigher = base + position * (bestUntil[block << BLOCK_BITS] ?? 0) >= peak;
      }
    }
    if (isHigher) {
      for (let i = from; i < to; i++) {
        const value = base + position * (close[i] ?? 0);
        if (value < peak) {
          if (value < low) low = value;
        } else {
          ratio = deeper(ratio, low, peak);
          peak = value;
          low = value;
        }
      }
    } else {
      const worstUntil = isLong ? lowestUntil : highestUntil;
      const begun = base + position * (worstUntil[from] ?? 0);
      if (last > first) {
        const ended = base + position * ((isLong ? lowestSince : highestSince)[to - 1] ?? 0);
        if (begun < low) low = begun;
        if (ended < low) low = ended;
        for (let block = first + 1; block < last; block++) {
          const value = base + position * (worstUntil[block << BLOCK_BITS] ?? 0);
          if (value < low) low = value;
        }
      } else if (begun < low) {
        // the block goes on after a short trade: only its own bars count
        for (let i = from; i < to; i++) {
          const value = base + position * (close[i] ?? 0);
          if (value < low) low = value;
        }
      }
    }

    if (!isClosed) break;
    // an exit at the open of the bar on which the next entry is made is never a point of the curve
    if ((row + 1 < length ? (entryBar[row + 1] ?? 0) : openBar) === to) continue;
    const flat = cashAfter[row] ?? 0;
    if (flat < peak) {
      if (flat < low) low = flat;
    } else {
      ratio = deeper(ratio, low, peak);
      peak = flat;
      low = flat;
    }
  }
  return deeper(ratio, low, peak);
}

function deeper(ratio: number, low: number, peak: number): number {
  return low < peak && peak > 0 ? Math.min(ratio, low / peak - 1) : ratio;
}
