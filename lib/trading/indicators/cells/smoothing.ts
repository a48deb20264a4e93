import { Cell } from "./cell.ts";

/**
 * Exponential smoothing: each value moves the average by `weight` of its distance. Seeded with the mean of the first `period` values (1 seeds
 * with the first one); NaN until then.
 * `average += weight * (value - average)` leaves a constant series exactly constant, which `weight*value + (1-weight)*average` does not.
 */
export class Smoothing extends Cell {
  readonly #period: number;
  readonly #weight: number;
  #missing: number;
  /** Mean of what came so far while values are missing: then it is the seed. */
  #average = 0;

  constructor(period: number, weight: number) {
    super();
    this.#period = period;
    this.#weight = weight;
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
      this.#average += (value - this.#average) / (this.#period - --this.#missing);
      out[k] = this.#missing > 0 ? Number.NaN : this.#average;
    }
    return k;
  }

  #follow(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const weight = this.#weight;
    let average = this.#average;
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      average += weight * (value - average);
      out[k] = average;
    }
    this.#average = average;
    return k;
  }
}

/** Weight 2/(period+1), the EMA of Pine and TA-Lib. */
export function emaCell(period: number): Smoothing {
  return new Smoothing(period, 2 / (period + 1));
}

/** Weight 1/period: Wilder's smoothing, Pine's RMA. */
export function rmaCell(period: number): Smoothing {
  return new Smoothing(period, 1 / period);
}
