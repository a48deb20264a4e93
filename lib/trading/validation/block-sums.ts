import { invariant } from "@/lib/kernel/errors";

/** Blocks of the paper: 16, of which 8 are in the sample: 12,870 ways. */
export const CSCV_BLOCKS = 16;

/**
 * One trial's returns, summed by block: all that the overfitting test needs of them, 32 numbers in place of thousands of returns. Workers
 * send these home. No mean is taken away first: a block without a trade must sum to exactly 0.
 */
export interface BlockSums {
  /** Returns in each block. */
  readonly length: number;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** Returns that a block holds: blocks are equally long, so the oldest returns that do not divide are left out. */
export function blockLength(observations: number, blocks = CSCV_BLOCKS): number {
  return Math.floor(observations / blocks);
}

/** @throws AppError "invariant" when a block would hold fewer than two returns */
export function blockSumsOf(returns: Float64Array, blocks = CSCV_BLOCKS): BlockSums {
  const length = blockLength(returns.length, blocks);
  invariant(length >= 2, `${returns.length} returns do not fill ${blocks} blocks of two`);
  const sums = new Float64Array(blocks);
  const squares = new Float64Array(blocks);
  let at = returns.length - length * blocks;
  for (let block = 0; block < blocks; block += 1) {
    let [sum, square] = [0, 0];
    for (const end = at + length; at < end; at += 1) {
      const value = returns[at] ?? 0;
      sum += value;
      square += value * value;
    }
    sums[block] = sum;
    squares[block] = square;
  }
  return { length, sums, squares };
}
