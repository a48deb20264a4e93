import { BlockCell, inverses } from "./block-cell.ts";

/**
 * Sum of squared distances from the mean over the last `period` values (Welford's in each half of the window, joined by Chan's formula); NaN
 * until the window is full. A flat window gives exactly 0, even right after a crash.
 */
export class WindowVariance extends BlockCell {
  readonly #inverse: Float64Array;
  /** Weight of the squared distance between the tail's mean and that of a head of n values, at [n]. */
  readonly #joint: Float64Array;
  /** Mean and squared sum of block[j] to the block's end, of the last full block; at [period] nothing. */
  readonly #tailMean: Float64Array;
  readonly #tailSquares: Float64Array;
  #mean = 0;
  #squares = 0;

  constructor(period: number) {
    super(period);
    this.#inverse = inverses(period);
    this.#joint = Float64Array.from({ length: period + 1 }, (_, n) => (n * (period - n)) / period);
    this.#tailMean = new Float64Array(period + 1);
    this.#tailSquares = new Float64Array(period + 1).fill(Number.NaN);
    this.#tailSquares[period] = 0;
  }

  protected takeInBlock(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const block = this.block;
    const inverse = this.#inverse;
    const joint = this.#joint;
    const tailMean = this.#tailMean;
    const tailSquares = this.#tailSquares;
    let inBlock = this.inBlock;
    let mean = this.#mean;
    let squares = this.#squares;
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      block[inBlock++] = value;
      const distance = value - mean;
      mean += distance * (inverse[inBlock] ?? 0);
      squares += distance * (value - mean);
      const apart = (tailMean[inBlock] ?? 0) - mean;
      out[k] = (tailSquares[inBlock] ?? 0) + squares + apart * apart * (joint[inBlock] ?? 0);
    }
    this.inBlock = inBlock;
    this.#mean = mean;
    this.#squares = squares;
    return k;
  }

  protected turn(): void {
    const period = this.period;
    const block = this.block;
    const inverse = this.#inverse;
    const tailMean = this.#tailMean;
    const tailSquares = this.#tailSquares;
    let mean = 0;
    let squares = 0;
    for (let j = period - 1; j >= 0; j--) {
      const value = block[j] ?? 0;
      const distance = value - mean;
      mean += distance * (inverse[period - j] ?? 0);
      squares += distance * (value - mean);
      tailMean[j] = mean;
      tailSquares[j] = squares;
    }
    this.#mean = 0;
    this.#squares = 0;
  }
}
