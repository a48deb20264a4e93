import { Cell } from "./cell.ts";

/**
 * How many values ago the highest (or lowest) of the last `period` values was, 0 for the last one; `ofEqual` says which of
 * equal ones counts. NaN until the window is full. A queue holds the values that may still become the extreme; each enters and leaves once.
 */
export class WindowExtremeAge extends Cell {
  readonly #period: number;
  readonly #sign: 1 | -1;
  readonly #values: Float64Array;
  /** When each was taken, counted from 0. */
  readonly #times: Float64Array;
  readonly #mask: number;
  readonly #isLatest: boolean;
  #head = 0;
  #tail = 0;
  #taken = 0;

  constructor(period: number, which: "highest" | "lowest", ofEqual: "latest" | "earliest") {
    super();
    const room = 2 ** Math.ceil(Math.log2(period + 1));
    this.#period = period;
    this.#sign = which === "highest" ? 1 : -1;
    this.#values = new Float64Array(room);
    this.#times = new Float64Array(room);
    this.#mask = room - 1;
    this.#isLatest = ofEqual === "latest";
  }

  protected take(values: Float64Array, from: number, to: number, out: Float64Array): number {
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      this.#push(this.#sign * value);
      out[k] = this.#taken < this.#period ? Number.NaN : this.#taken - 1 - (this.#times[this.#head] ?? 0);
    }
    return k;
  }

  #push(value: number): void {
    const mask = this.#mask;
    let tail = this.#tail;
    while (tail !== this.#head && this.#isBeaten(this.#values[(tail - 1) & mask] ?? 0, value)) tail = (tail - 1) & mask;
    this.#values[tail] = value;
    this.#times[tail] = this.#taken;
    this.#tail = (tail + 1) & mask;
    if ((this.#times[this.#head] ?? 0) <= this.#taken - this.#period) this.#head = (this.#head + 1) & mask;
    this.#taken++;
  }

  #isBeaten(earlier: number, value: number): boolean {
    return this.#isLatest ? earlier <= value : earlier < value;
  }
}
