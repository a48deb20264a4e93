import { BlockCell } from "./block-cell.ts";

/**
 * Highest (or lowest) of the last `period` values; NaN until the window is full. No branch depends on the prices, which a queue of candidates
 * would need. Source: van Herk 1992, Gil and Werman 1993.
 */
export class WindowExtreme extends BlockCell {
  /** 1: highest, -1: lowest. Values are kept multiplied by it. */
  readonly #sign: 1 | -1;
  /** Extreme of block[j] to its end, of the last full block; at [period] nothing. NaN while there is none, which passes through max. */
  readonly #tails: Float64Array;
  #head = Number.NEGATIVE_INFINITY;

  constructor(period: number, which: "highest" | "lowest") {
    super(period);
    this.#sign = which === "highest" ? 1 : -1;
    this.#tails = new Float64Array(period + 1).fill(Number.NaN);
    this.#tails[period] = Number.NEGATIVE_INFINITY;
  }

  protected takeInBlock(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const sign = this.#sign;
    const block = this.block;
    const tails = this.#tails;
    let inBlock = this.inBlock;
    let head = this.#head;
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      const signed = sign * value;
      block[inBlock++] = signed;
      head = Math.max(head, signed);
      out[k] = sign * Math.max(head, tails[inBlock] ?? 0);
    }
    this.inBlock = inBlock;
    this.#head = head;
    return k;
  }

  protected turn(): void {
    const block = this.block;
    const tails = this.#tails;
    let extreme = Number.NEGATIVE_INFINITY;
    for (let j = this.period - 1; j >= 0; j--) {
      extreme = Math.max(extreme, block[j] ?? 0);
      tails[j] = extreme;
    }
    this.#head = Number.NEGATIVE_INFINITY;
  }
}
