import { Cell } from "./cell.ts";

/**
 * Sum of squared distances from the mean over the last `period` values, in constant time a value and without ever subtracting what left the
 * window: the window is the tail of the last full block (aggregates kept for each of its tails) and the head of the present one, joined by
 * Chan's formula. So a flat window gives exactly 0 even right after a crash. NaN until the window is full.
 */
export class WindowVariance extends Cell {
  readonly #period: number;
  readonly #block: Float64Array;
  /** 1/n at [n]: a product is faster than a division. */
  readonly #inverse: Float64Array;
  /** Weight of the squared distance between the tail's mean and that of a head of n values, at [n]. */
  readonly #joint: Float64Array;
  /** Mean and squared sum of block[j] to the block's end, of the last full block; at [period] nothing. */
  readonly #tailMean: Float64Array;
  readonly #tailSquares: Float64Array;
  #inBlock = 0;
  #mean = 0;
  #squares = 0;

  constructor(period: number) {
    super();
    this.#period = period;
    this.#block = new Float64Array(period);
    this.#inverse = Float64Array.from({ length: period + 1 }, (_, n) => (n === 0 ? 0 : 1 / n));
    this.#joint = Float64Array.from({ length: period + 1 }, (_, n) => (n * (period - n)) / period);
    this.#tailMean = new Float64Array(period + 1);
    this.#tailSquares = new Float64Array(period + 1).fill(Number.NaN);
    this.#tailSquares[period] = 0;
  }

  protected take(values: Float64Array, from: number, to: number, out: Float64Array): number {
    let k = from;
    let end = k;
    while (k === end && k < to) {
      end = Math.min(to, k + this.#period - this.#inBlock);
      k = this.#takeInBlock(values, k, end, out);
      if (this.#inBlock === this.#period) this.#turn();
    }
    return k;
  }

  #takeInBlock(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const block = this.#block;
    const inverse = this.#inverse;
    const joint = this.#joint;
    const tailMean = this.#tailMean;
    const tailSquares = this.#tailSquares;
    let inBlock = this.#inBlock;
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
    this.#inBlock = inBlock;
    this.#mean = mean;
    this.#squares = squares;
    return k;
  }

  /** The block is full: it becomes the tail of the windows to come. */
  #turn(): void {
    const period = this.#period;
    const block = this.#block;
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
    this.#inBlock = 0;
    this.#mean = 0;
    this.#squares = 0;
  }
}
