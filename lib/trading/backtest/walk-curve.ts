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
      out[day] = held.cashHeld + held.side * held.qty * (close[bar] ?? 0);
    } else out[day] = flat;
  }
}

/** Deepest fall below the highest value so far as a fraction, 0 or below: `drawdownOf(equity).ratio`. */
export function drawdownRatio(close: Float64Array, cash: number, log: SignalLog, { held }: Walked): number {
  const { columns, length } = log.trades;
  const { entryBar, exitBar, side, qty } = columns;
  const { cashHeld, cashAfter } = log;
  let peak = cash;
  let lowest = cash;
  let ratio = 0;
  const rows = held === null ? length : length + 1;
  for (let row = 0; row < rows; row++) {
    const isClosed = row < length;
    const base = isClosed ? (cashHeld[row] ?? 0) : (held?.cashHeld ?? 0);
    const position = isClosed ? (side[row] ?? 0) * (qty[row] ?? 0) : (held?.side ?? 0) * (held?.qty ?? 0);
    const to = isClosed ? (exitBar[row] ?? 0) : close.length;
    for (let i = isClosed ? (entryBar[row] ?? 0) : (held?.bar ?? 0); i < to; i++) {
      const value = base + position * (close[i] ?? 0);
      if (value < peak) {
        if (value < lowest) lowest = value;
      } else {
        if (lowest < peak && peak > 0) ratio = Math.min(ratio, lowest / peak - 1);
        peak = value;
        lowest = value;
      }
    }
    if (!isClosed) break;
    const flat = cashAfter[row] ?? 0;
    // an exit at the open of the bar on which the next entry is made is never a point of the curve
    if (row + 1 < length ? entryBar[row + 1] === to : held?.bar === to) continue;
    if (flat < peak) lowest = Math.min(lowest, flat);
    else {
      if (lowest < peak && peak > 0) ratio = Math.min(ratio, lowest / peak - 1);
      peak = flat;
      lowest = flat;
    }
  }
  return lowest < peak && peak > 0 ? Math.min(ratio, lowest / peak - 1) : ratio;
}
