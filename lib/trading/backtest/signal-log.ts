import { TradeRecorder } from "../engine/trade-recorder.ts";
import { createSignalEvents, type SignalEvents } from "./signal-events.ts";
import type { Held } from "./walked.ts";

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

  #events = createSignalEvents(0);
  #pairs = new Float64Array(0);

  constructor({ isWhole }: { readonly isWhole: boolean }) {
    this.isWhole = isWhole;
  }

  /** Room for the events of as many bars; they are those of the last walk until the next one writes its own. */
  eventsOf(bars: number): SignalEvents {
    if (this.#events.bar.length <= bars) this.#events = createSignalEvents(bars);
    return this.#events;
  }

  addRow(): number {
    const row = this.trades.addRow();
    this.#growCash();
    return row;
  }

  /** Room for `rows` trades: who writes no more than that needs no `addRow`, and says at the end how many there are. */
  reserve(rows: number): void {
    this.trades.reserve(rows);
    this.#growCash();
  }

  /**
   * Writes what is still held into the row after the last, as if it were left on bar `end`, and does not count it: one loop over all rows then
   * does for it too. @returns rows with it
   */
  seatHeld(held: Held | null, end: number): number {
    const row = this.trades.length;
    if (held === null) return row;
    this.reserve(row + 1);
    const { columns } = this.trades;
    columns.side[row] = held.side;
    columns.qty[row] = held.qty;
    columns.entryBar[row] = held.bar;
    columns.exitBar[row] = end;
    this.cashHeld[row] = held.cash;
    return row + 1;
  }

  /** Two numbers a row, to be written before they are read. */
  pairsFor(rows: number): Float64Array {
    if (this.#pairs.length < 2 * rows) this.#pairs = new Float64Array(2 * this.trades.columns.length);
    return this.#pairs;
  }

  #growCash(): void {
    const room = this.trades.columns.length;
    if (this.cashHeld.length >= room) return;
    this.cashHeld = grown(this.cashHeld, room);
    this.cashAfter = grown(this.cashAfter, room);
  }
}

function grown(from: Float64Array, room: number): Float64Array<ArrayBuffer> {
  const to = new Float64Array(room);
  to.set(from);
  return to;
}
