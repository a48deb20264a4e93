/**
 * Mean of the last `period` values, in constant time a value. The running sum keeps what each rounding lost (Knuth's two-sum, once for
 * new - old and once for the sum), so it equals a freshly added window to the last bit or two even after a million bars, and two means that
 * tie over fresh windows tie here. NaN is passed over, as Pine's averages do: the mean then stays what it was.
 */
export class WindowMean {
  readonly #period: number;
  readonly #ring: Float64Array;
  #position = 0;
  #missing: number;
  #sum = 0;
  #lost = 0;

  constructor(period: number) {
    this.#period = period;
    this.#ring = new Float64Array(period);
    this.#missing = period;
  }

  push(value: number): number {
    if (value === value) {
      const old = this.#ring[this.#position] ?? 0;
      this.#ring[this.#position] = value;
      this.#position = this.#position + 1 === this.#period ? 0 : this.#position + 1;
      if (this.#missing > 0) this.#missing--;
      const change = value - old;
      const changeBack = change - value;
      const next = this.#sum + change;
      const nextBack = next - this.#sum;
      this.#lost +=
        value - (change - changeBack) - (old + changeBack) + (this.#sum - (next - nextBack) + (change - nextBack));
      this.#sum = next;
    }
    return this.#missing > 0 ? Number.NaN : (this.#sum + this.#lost) / this.#period;
  }

  /** `push` for the first `count` values, the mean after each in `out` (another array). Same bits, some three times as fast. */
  run(values: Float64Array, count: number, out: Float64Array): void {
    let k = 0;
    while (k < count) {
      let inRow = 0;
      for (; k < count && inRow < this.#period; k++) {
        const value = values[k] ?? Number.NaN;
        inRow = value === value ? inRow + 1 : 0;
        out[k] = this.push(value);
      }
      k = this.#runStraight(values, k, count, out);
    }
  }

  /** From `from` to the first NaN, with the whole window in `values` just before `from`: no ring is needed until the end. */
  #runStraight(values: Float64Array, from: number, count: number, out: Float64Array): number {
    const period = this.#period;
    let sum = this.#sum;
    let lost = this.#lost;
    let k = from;
    for (; k < count; k++) {
      const value = values[k] ?? Number.NaN;
      if (value !== value) break;
      const old = values[k - period] ?? 0;
      const change = value - old;
      const changeBack = change - value;
      const next = sum + change;
      const nextBack = next - sum;
      lost += value - (change - changeBack) - (old + changeBack) + (sum - (next - nextBack) + (change - nextBack));
      sum = next;
      out[k] = (sum + lost) / period;
    }
    if (k === from) return k;
    this.#sum = sum;
    this.#lost = lost;
    this.#ring.set(values.subarray(k - period, k));
    this.#position = 0;
    return k;
  }
}
