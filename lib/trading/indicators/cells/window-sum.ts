import { BlockCell } from "./block-cell.ts";

/** Sum of the last `period` values, from them alone: a window of zeros is exactly 0 whatever came before. NaN until the window is full. */
export class WindowSum extends BlockCell {
  /** Sum of block[j] to its end, of the last full block; at [period] nothing. */
  readonly #tails: Float64Array;
  #head = 0;

  constructor(period: number) {
    super(period);
    this.#tails = new Float64Array(period + 1).fill(Number.NaN);
    this.#tails[period] = 0;
  }

  protected takeInBlock(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const block = this.block;
    const tails = this.#tails;
    let inBlock = this.inBlock;
    let head = this.#head;
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      block[inBlock++] = value;
      head += value;
      out[k] = head + (tails[inBlock] ?? 0);
    }
    this.inBlock = inBlock;
    this.#head = head;
    return k;
  }

  protected turn(): void {
    const block = this.block;
    const tails = this.#tails;
    let sum = 0;
    for (let j = this.period - 1; j >= 0; j--) {
      sum += block[j] ?? 0;
      tails[j] = sum;
    }
    this.#head = 0;
  }
}
