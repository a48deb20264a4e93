import { emptyTrades } from "../engine/trade-recorder.ts";
import type { TradeColumns } from "./result.ts";

type FloatColumn = {
  [Name in keyof TradeColumns]: TradeColumns[Name] extends Float64Array ? Name : never;
}[keyof TradeColumns];

const FLOATS: readonly FloatColumn[] = ["qty", "entryPrice", "exitPrice", "stop", "target", "fees", "grossPnl", "pnl"];

/**
 * Trades of one walk over signals, one at a time in the market, with the cash while each was held and after it: enough to draw the equity
 * curve. Emptied, it is used again: a sweep over thousands of sets allocates once.
 */
export class SignalLog {
  length = 0;
  columns: TradeColumns = emptyTrades(256);
  /** Cash from the entry's fill on. */
  cashHeld = new Float64Array(256);
  /** Cash from the exit's fill on. */
  cashAfter = new Float64Array(256);

  /** Makes room for one more row. */
  reserve(): void {
    if (this.length === this.columns.length) this.#resize(this.length * 2, this.length);
  }

  /** The rows so far as columns of their own. */
  trades(): TradeColumns {
    return copyTrades(this.columns, this.length, emptyTrades(this.length));
  }

  #resize(room: number, kept: number): void {
    this.columns = copyTrades(this.columns, kept, emptyTrades(room));
    const { cashHeld, cashAfter } = this;
    this.cashHeld = new Float64Array(room);
    this.cashHeld.set(cashHeld);
    this.cashAfter = new Float64Array(room);
    this.cashAfter.set(cashAfter);
  }
}

function copyTrades(from: TradeColumns, rows: number, to: TradeColumns): TradeColumns {
  for (const name of FLOATS) to[name].set(from[name].subarray(0, rows));
  to.side.set(from.side.subarray(0, rows));
  to.entryBar.set(from.entryBar.subarray(0, rows));
  to.exitBar.set(from.exitBar.subarray(0, rows));
  to.exitReason.set(from.exitReason.subarray(0, rows));
  to.tag.fill(-1, 0, rows);
  return to;
}
