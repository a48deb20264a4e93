import type { BarView } from "@/lib/trading/strategies/strategy";
import type { Seat } from "./seat.ts";

/** What a strategy sees of the closed bar and the account, read when asked. */
export class SeatView implements BarView {
  readonly #seat: Seat;

  constructor(seat: Seat) {
    this.#seat = seat;
  }

  get index(): number {
    return this.#seat.index;
  }
  get time(): number {
    return this.#seat.input.bars.time[this.#seat.index] ?? Number.NaN;
  }
  get open(): number {
    return this.#seat.input.bars.open[this.#seat.index] ?? Number.NaN;
  }
  get high(): number {
    return this.#seat.input.bars.high[this.#seat.index] ?? Number.NaN;
  }
  get low(): number {
    return this.#seat.input.bars.low[this.#seat.index] ?? Number.NaN;
  }
  get close(): number {
    return this.#seat.input.bars.close[this.#seat.index] ?? Number.NaN;
  }
  get volume(): number {
    return this.#seat.input.bars.volume[this.#seat.index] ?? Number.NaN;
  }
  get position(): -1 | 0 | 1 {
    const { position } = this.#seat.state;
    return position > 0 ? 1 : position < 0 ? -1 : 0;
  }
  get qty(): number {
    return Math.abs(this.#seat.state.position);
  }
  get entryPrice(): number {
    let held = 0;
    let paid = 0;
    for (const entry of this.#seat.state.entries) {
      held += entry.held;
      paid += entry.held * entry.price;
    }
    return held > 0 ? paid / held : Number.NaN;
  }
  get equity(): number {
    return this.#seat.state.equity;
  }
  get cash(): number {
    return this.#seat.state.cash;
  }

  isBusy(tag: number): boolean {
    const { entries, marketOrders, resting } = this.#seat.state;
    for (const entry of entries) if (entry.tag === tag) return true;
    for (const order of resting) if (order.tag === tag) return true;
    for (const order of marketOrders) if (order.tag === tag) return true;
    return false;
  }
}
