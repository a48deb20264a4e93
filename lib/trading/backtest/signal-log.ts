import { TradeRecorder } from "../engine/trade-recorder.ts";

/**
 * Trades of one walk over signals, one at a time in the market, with the cash while each was held and after it: enough to draw the equity
 * curve. Cleared, it is used again: a sweep over thousands of sets allocates once.
 */
export class SignalLog {
  readonly trades = new TradeRecorder();
  /** False: side, quantity, bars and net result are all that is written of a trade, since figures need no more. */
  readonly isWhole: boolean;
  /** Of no meaning: keeps the walk's reading ahead from being optimised away. */
  opensSum = 0;
  /** Cash from the entry's fill on. */
  cashHeld = new Float64Array(0);
  /** Cash from the exit's fill on. */
  cashAfter = new Float64Array(0);

  constructor({ isWhole }: { readonly isWhole: boolean }) {
    this.isWhole = isWhole;
  }

  addRow(): number {
    const row = this.trades.addRow();
    const room = this.trades.columns.length;
    if (this.cashHeld.length < room) {
      this.cashHeld = grown(this.cashHeld, room);
      this.cashAfter = grown(this.cashAfter, room);
    }
    return row;
  }
}

function grown(from: Float64Array, room: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(room);
  to.set(from);
  return to;
}
