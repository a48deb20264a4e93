import { Cell } from "./cell.ts";

/**
 * Mean of the last `period` values, in constant time a value; NaN until the window is full. The running sum keeps what each rounding lost
 * (Knuth's two-sum, once for new - old and once for the sum), so it equals a freshly added window to the last bit or two even after a million
 * bars, and two means that tie over fresh windows tie here. A window of equal values has exactly that value as its mean (n*c/n misses c by a bit in one case of eight), so
 * a market that stands still makes no crosses. `out` must be another array than `values`.
 */
export class WindowMean extends Cell {
  readonly #period: number;
  readonly #ring: Float64Array;
  #position = 0;
  #missing: number;
  #sum = 0;
  #lost = 0;
  /** How many values in a row, the last one included, were the same. */
  #equal = 0;
  #before = Number.NaN;

  constructor(period: number) {
    super();
    this.#period = period;
    this.#ring = new Float64Array(period);
    this.#missing = period;
  }

  protected take(values: Float64Array, from: number, to: number, out: Float64Array, straightFrom: number): number {
    const ringEnd = Math.max(from, Math.min(straightFrom + this.#period, to));
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
      this.#equal = value === this.#before ? this.#equal + 1 : 1;
      this.#before = value;
      if (this.#missing > 0) this.#missing--;
      const mean = this.#equal >= this.#period ? value : (this.#sum + this.#lost) / this.#period;
      out[k] = this.#missing > 0 ? Number.NaN : mean;
    }
    return k;
  }

  /** What leaves the window lies in `values` itself. */
  #takeStraight(values: Float64Array, from: number, to: number, out: Float64Array): number {
    // Says that it is a 32-bit integer, which makes values[k - period] twice as fast.
    const period = this.#period | 0;
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
    levelFlats(values, from, k, period, out);
    this.#keepWindow(values, k);
    return k;
  }

  #keepWindow(values: Float64Array, end: number): void {
    this.#ring.set(values.subarray(end - this.#period, end));
    this.#position = 0;
    this.#before = values[end - 1] ?? Number.NaN;
    this.#equal = 1;
    while (this.#equal < this.#period && values[end - 1 - this.#equal] === this.#before) this.#equal++;
  }
}

/**
 * Where all of a window are equal, writes that value. Such a window has period - 1 equal neighbours in a row, so looking at each
 * (period - 1)th pair finds whether there may be one at all; mostly there is none, and the look costs next to nothing.
 */
function levelFlats(values: Float64Array, from: number, to: number, period: number, out: Float64Array): void {
  const pairs = period - 1;
  if (pairs === 0) return out.set(values.subarray(from, to), from);
  let k = from - pairs + 1;
  while (k < to && values[k] !== values[k - 1]) k += pairs;
  if (k >= to) return;
  let movedAt = Math.max(from, k) - pairs;
  for (let j = movedAt + 1; j < to; j++) {
    if (values[j] !== values[j - 1]) movedAt = j;
    else if (j - movedAt >= pairs) out[j] = values[j] ?? 0;
  }
}
