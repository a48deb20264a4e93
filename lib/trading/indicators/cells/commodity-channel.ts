import { Cell } from "./cell.ts";

/**
 * (value - mean) / (0.015 * mean absolute distance from the mean) over the last `period` values; NaN until the window is full and over a flat one
 * (0/0). The mean absolute distance has no short cut, so each value costs `period` steps; distances from the value itself are added, so a
 * flat window is exactly flat.
 */
export class CommodityChannel extends Cell {
  readonly #period: number;
  readonly #ring: Float64Array;
  #position = 0;
  #missing: number;

  constructor(period: number) {
    super();
    this.#period = period;
    this.#ring = new Float64Array(period);
    this.#missing = period;
  }

  protected take(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const { length } = this.#ring;
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      this.#ring[this.#position] = value;
      this.#position = this.#position + 1 === length ? 0 : this.#position + 1;
      if (this.#missing > 0) this.#missing--;
      out[k] = this.#missing > 0 ? Number.NaN : this.#answer(value);
    }
    return k;
  }

  #answer(value: number): number {
    const ring = this.#ring;
    let above = 0;
    for (let j = 0; j < ring.length; j++) above += value - (ring[j] ?? 0);
    above /= this.#period;
    let apart = 0;
    for (let j = 0; j < ring.length; j++) apart += Math.abs((ring[j] ?? 0) - value + above);
    return above / ((0.015 * apart) / this.#period);
  }
}
