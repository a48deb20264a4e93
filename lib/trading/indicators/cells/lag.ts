import { Cell } from "./cell.ts";

/** The value taken `distance` values ago; NaN until there is one. */
export class Lag extends Cell {
  readonly #ring: Float64Array;
  #position = 0;

  constructor(distance: number) {
    super();
    this.#ring = new Float64Array(distance).fill(Number.NaN);
  }

  protected take(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const ring = this.#ring;
    let position = this.#position;
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      out[k] = ring[position] ?? Number.NaN;
      ring[position] = value;
      if (++position === ring.length) position = 0;
    }
    this.#position = position;
    return k;
  }
}
