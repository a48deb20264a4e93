import type { SignalLog } from "./signal-log.ts";
import type { Walked } from "./walked.ts";

/** Cash plus value of what is held at each close, from the trades of a walk: between two fills only the price moves it. */
export function drawEquity(
  close: Float64Array,
  cash: number,
  log: SignalLog,
  { held, cash: after }: Walked,
): Float64Array {
  const equity = new Float64Array(close.length);
  const { columns, length } = log.trades;
  let from = 0;
  let flat = cash;
  for (let row = 0; row < length; row++) {
    const entryBar = columns.entryBar[row] ?? 0;
    const exitBar = columns.exitBar[row] ?? 0;
    if (from < entryBar) equity.fill(flat, from, entryBar);
    drawHeld(
      equity,
      close,
      log.cashHeld[row] ?? 0,
      (columns.side[row] ?? 0) * (columns.qty[row] ?? 0),
      entryBar,
      exitBar,
    );
    flat = log.cashAfter[row] ?? 0;
    from = exitBar;
  }
  if (held === null) return equity.fill(after, from);
  equity.fill(flat, from, held.bar);
  drawHeld(equity, close, held.cash, held.side * held.qty, held.bar, close.length);
  return equity;
}

function drawHeld(
  equity: Float64Array,
  close: Float64Array,
  cash: number,
  position: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) equity[i] = cash + position * (close[i] ?? 0);
}
