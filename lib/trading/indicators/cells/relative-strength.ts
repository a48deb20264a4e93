import { Cell } from "./cell.ts";

/**
 * Wilder's relative strength: rises and falls smoothed with weight 1/period, seeded with the mean of the first `period` of them; NaN until then.
 * 100*rise/(rise+fall) equals 100 - 100/(1+rise/fall) and needs one division; over a series that never moved it is 0/0, NaN.
 */
export class RelativeStrength extends Cell {
  readonly #period: number;
  #missing: number;
  #before = Number.NaN;
  #rise = 0;
  #fall = 0;

  constructor(period: number) {
    super();
    this.#period = period;
    this.#missing = period;
  }

  protected take(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const k = this.#missing > 0 ? this.#seed(values, from, to, out) : from;
    return this.#missing > 0 ? k : this.#follow(values, k, to, out);
  }

  #seed(values: Float64Array, from: number, to: number, out: Float64Array): number {
    let k = from;
    for (; k < to && this.#missing > 0; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      if (!Number.isNaN(this.#before)) {
        this.#rise += Math.max(value - this.#before, 0) / this.#period;
        this.#fall += Math.max(this.#before - value, 0) / this.#period;
        this.#missing--;
      }
      this.#before = value;
      out[k] = this.#missing > 0 ? Number.NaN : (100 * this.#rise) / (this.#rise + this.#fall);
    }
    return k;
  }

  #follow(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const weight = 1 / this.#period;
    let before = this.#before;
    let rise = this.#rise;
    let fall = this.#fall;
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      const change = value - before;
      before = value;
      rise += weight * (Math.max(change, 0) - rise);
      fall += weight * (Math.max(-change, 0) - fall);
      out[k] = (100 * rise) / (rise + fall);
    }
    this.#before = before;
    this.#rise = rise;
    this.#fall = fall;
    return k;
  }
}
