/**
 * Exponential smoothing: each value moves the average by `weight` of its distance. Seeded with the mean of the first `period` values (1 seeds
 * with the first one); NaN until then. NaN values are passed over: the average stays what it was.
 * `average += weight * (value - average)` leaves a constant series exactly constant, which `weight*value + (1-weight)*average` does not.
 */
export class Smoothing {
  readonly #period: number;
  readonly #weight: number;
  #taken = 0;
  #sum = 0;
  #average = Number.NaN;

  constructor(period: number, weight: number) {
    this.#period = period;
    this.#weight = weight;
  }

  push(value: number): number {
    if (value !== value) return this.#average;
    if (this.#taken === this.#period) {
      this.#average += this.#weight * (value - this.#average);
    } else {
      this.#sum += value;
      if (++this.#taken === this.#period) this.#average = this.#sum / this.#period;
    }
    return this.#average;
  }

  /** `push` for the first `count` values, the average after each in `out`, which may be the same array. Same bits, faster. */
  run(values: Float64Array, count: number, out: Float64Array): void {
    let k = 0;
    for (; k < count && this.#taken < this.#period; k++) out[k] = this.push(values[k] ?? Number.NaN);
    const weight = this.#weight;
    let average = this.#average;
    for (; k < count; k++) {
      const value = values[k] ?? Number.NaN;
      if (value === value) average += weight * (value - average);
      out[k] = average;
    }
    this.#average = average;
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
