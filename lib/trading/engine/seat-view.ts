import type { BarView } from "@/lib/trading/strategies/strategy";
import type { Seat } from "./seat.ts";
import type { EngineState } from "./state.ts";

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
    this.#seat.busy ??= busyTags(this.#seat.state);
    return this.#seat.busy.has(tag);
  }
}

function busyTags({ entries, marketOrders, resting }: EngineState): Set<number> {
  const tags = new Set<number>();
  for (const { tag } of entries) tags.add(tag);
  for (const { tag } of resting) tags.add(tag);
  for (const { tag } of marketOrders) tags.add(tag);
  return tags;
}
