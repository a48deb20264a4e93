import { BAR_COLUMNS, type Bars, emptyBars, sliceBars } from "@/lib/trading/market/bars";

const FIRST_ROOM = 16_384;

/** Columns that grow by doubling while bars are added one after the other. */
export class GrowingBars {
  #bars = emptyBars(FIRST_ROOM);
  #length = 0;
  #lastTime = Number.NEGATIVE_INFINITY;

  get length(): number {
    return this.#length;
  }

  /** Open time of the last bar; -∞ before the first. */
  get lastTime(): number {
    return this.#lastTime;
  }

  /** `row` holds time, open, high, low, close and volume. */
  add(row: Float64Array): void {
    if (this.#length === this.#bars.length) this.#grow();
    const { time, open, high, low, close, volume } = this.#bars;
    const at = this.#length;
    time[at] = row[0] ?? 0;
    open[at] = row[1] ?? 0;
    high[at] = row[2] ?? 0;
    low[at] = row[3] ?? 0;
    close[at] = row[4] ?? 0;
    volume[at] = row[5] ?? 0;
    this.#lastTime = row[0] ?? 0;
    this.#length = at + 1;
  }

  /** What was added so far. */
  whole(): Bars {
    return sliceBars(this.#bars, 0, this.#length);
  }

  #grow(): void {
    const larger = emptyBars(this.#bars.length * 2);
    for (const name of BAR_COLUMNS) larger[name].set(this.#bars[name]);
    this.#bars = larger;
  }
}
