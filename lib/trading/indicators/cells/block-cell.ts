import { Cell } from "./cell.ts";

/**
 * A cell over the last `period` values that never subtracts what left: the window is the tail of the last full block (aggregates are kept for
 * each of its tails) and the head of the present one, so an answer comes from the window's own values alone, and each value costs the same
 * whatever the period.
 */
export abstract class BlockCell extends Cell {
  protected readonly period: number;
  /** Values of the present block; [0, inBlock) are taken. */
  protected readonly block: Float64Array;
  protected inBlock = 0;

  constructor(period: number) {
    super();
    this.period = period;
    this.block = new Float64Array(period);
  }

  protected take(values: Float64Array, from: number, to: number, out: Float64Array): number {
    let k = from;
    let end = k;
    while (k === end && k < to) {
      end = Math.min(to, k + this.period - this.inBlock);
      k = this.takeInBlock(values, k, end, out);
      if (this.inBlock === this.period) {
        this.turn();
        this.inBlock = 0;
      }
    }
    return k;
  }

  /** As `take`, for values that fit into the present block. */
  protected abstract takeInBlock(values: Float64Array, from: number, to: number, out: Float64Array): number;

  /** The block is full: it becomes the tail of the windows to come. */
  protected abstract turn(): void;
}

/** 1/n at [n], for n up to `period`: a product is faster than a division. */
export function inverses(period: number): Float64Array {
  return Float64Array.from({ length: period + 1 }, (_, n) => (n === 0 ? 0 : 1 / n));
}
