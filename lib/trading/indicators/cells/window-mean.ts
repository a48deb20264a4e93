import { Cell } from "./cell.ts";

/**
 * Mean of the last `period` values, in constant time a value; NaN until the window is full. The running sum keeps what each rounding lost
 * (Knuth's two-sum, once for new - old and once for the sum), so it equals a freshly added window to the last bit or two even after a million
 * bars, and two means that tie over fresh windows tie here. `out` must be another array than `values`.
 */
export class WindowMean extends Cell {
  readonly #period: number;
  readonly #ring: Float64Array;
  #position = 0;
  #missing: number;
  #sum = 0;
  #lost = 0;

  constructor(period: number) {
    super();
    this.#period = period;
    this.#ring = new Float64Array(period);
    this.#missing = period;
  }

  protected take(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const ringEnd = Math.min(from + this.#period, to);
    const k = this.#takeByRing(values, from, ringEnd, out);
    return k < ringEnd || k === to ? k : this.#takeStraight(values, k, to, out);
  }

  /** What leaves the window lies in the ring: the window reaches back before `from`. */
  #takeByRing(values: Float64Array, from: number, to: number, out: Float64Array): number {
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      const old = this.#ring[this.#position] ?? 0;
      this.#ring[this.#position] = value;
      this.#position = this.#position + 1 === this.#period ? 0 : this.#position + 1;
      const change = value - old;
      const changeBack = change - value;
      const next = this.#sum + change;
      const nextBack = next - this.#sum;
      this.#lost +=
        value - (change - changeBack) - (old + changeBack) + (this.#sum - (next - nextBack) + (change - nextBack));
      this.#sum = next;
      if (this.#missing > 0) this.#missing--;
      out[k] = this.#missing > 0 ? Number.NaN : (this.#sum + this.#lost) / this.#period;
    }
    return k;
  }

  /** What leaves the window lies in `values` itself. */
  #takeStraight(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const period = this.#period;
    let sum = this.#sum;
    let lost = this.#lost;
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      const old = values[k - period] ?? 0;
      const change = value - old;
      const changeBack = change - value;
      const next = sum + change;
      const nextBack = next - sum;
      lost += value - (change - changeBack) - (old + changeBack) + (sum - (next - nextBack) + (change - nextBack));
      sum = next;
      out[k] = (sum + lost) / period;
    }
    this.#sum = sum;
    this.#lost = lost;
    this.#ring.set(values.subarray(k - period, k));
    this.#position = 0;
    return k;
  }
}
