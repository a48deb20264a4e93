import { Cell } from "./cell.ts";

/**
 * Highest (or lowest) of the last `period` values in constant time and without branches that depend on the prices: the window is the tail of
 * the last full block (the extreme of each of its tails is kept) and the head of the present one (its extreme so far). NaN until the window is
 * full. Source: van Herk 1992, Gil and Werman 1993.
 */
export class WindowExtreme extends Cell {
  readonly #period: number;
  /** 1: highest, -1: lowest. Values are kept multiplied by it. */
  readonly #sign: 1 | -1;
  readonly #block: Float64Array;
  /** Extreme of block[j] to its end, of the last full block; at [period] nothing. NaN while there is none, which passes through max. */
  readonly #tails: Float64Array;
  #inBlock = 0;
  #head = Number.NEGATIVE_INFINITY;

  constructor(period: number, which: "highest" | "lowest") {
    super();
    this.#period = period;
    this.#sign = which === "highest" ? 1 : -1;
    this.#block = new Float64Array(period);
    this.#tails = new Float64Array(period + 1).fill(Number.NaN);
    this.#tails[period] = Number.NEGATIVE_INFINITY;
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
    const sign = this.#sign;
    const block = this.#block;
    const tails = this.#tails;
    let inBlock = this.#inBlock;
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
    this.#inBlock = inBlock;
    this.#head = head;
    return k;
  }

  /** The block is full: it becomes the tail of the windows to come. */
  #turn(): void {
    const block = this.#block;
    const tails = this.#tails;
    let extreme = Number.NEGATIVE_INFINITY;
    for (let j = this.#period - 1; j >= 0; j--) {
      extreme = Math.max(extreme, block[j] ?? 0);
      tails[j] = extreme;
    }
    this.#inBlock = 0;
    this.#head = Number.NEGATIVE_INFINITY;
  }
}
