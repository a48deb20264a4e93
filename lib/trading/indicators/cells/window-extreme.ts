/**
 * Highest (or lowest) of the last `period` values: a queue of the values that may still become it, each pushed and dropped once, so the cost
 * a value does not grow with the period. Of equal values the latest counts. NaN is passed over.
 */
export class WindowExtreme {
  readonly #period: number;
  /** 1: highest, -1: lowest. Values are stored multiplied by it. */
  readonly #sign: 1 | -1;
  readonly #values: Float64Array;
  readonly #indices: Float64Array;
  readonly #mask: number;
  #head = 0;
  #tail = 0;
  #taken = 0;

  constructor(period: number, which: "highest" | "lowest") {
    const room = 2 ** Math.ceil(Math.log2(period + 1));
    this.#period = period;
    this.#sign = which === "highest" ? 1 : -1;
    this.#values = new Float64Array(room);
    this.#indices = new Float64Array(room);
    this.#mask = room - 1;
  }

  /** The extreme of the window that ends with `value`; NaN until the window is full. */
  push(value: number): number {
    if (value === value) this.#take(this.#sign * value);
    return this.#taken < this.#period ? Number.NaN : this.#sign * (this.#values[this.#head] ?? Number.NaN);
  }

  /** How many values ago the extreme was: 0 for the last one. */
  get age(): number {
    return this.#taken - 1 - (this.#indices[this.#head] ?? 0);
  }

  #take(value: number): void {
    const mask = this.#mask;
    let tail = this.#tail;
    while (tail !== this.#head && (this.#values[(tail - 1) & mask] ?? 0) <= value) tail = (tail - 1) & mask;
    this.#values[tail] = value;
    this.#indices[tail] = this.#taken;
    this.#tail = (tail + 1) & mask;
    if ((this.#indices[this.#head] ?? 0) <= this.#taken - this.#period) this.#head = (this.#head + 1) & mask;
    this.#taken++;
  }
}
