import { invariant } from "@/lib/kernel/errors";
import { RunStopped } from "../backtest/watch.ts";
import type { BlockSums } from "./block-sums.ts";
import { fitLine } from "./fit-line.ts";

/** Splits between two looks whether it is to go on: some milliseconds with a thousand trials. */
const SPLITS_A_LOOK = 128;

/** What cross-validation says about choosing the best of the trials by its past. */
export interface Overfitting {
  /** Probability of backtest overfitting: how often the best of one half was in the lower half (or at the median) of the other. */
  readonly pbo: number;
  /** Splits looked at: all ways to choose half of the blocks. */
  readonly splits: number;
  readonly trials: number;
  /** ln(ω / (1 − ω)) a split, ω the best one's relative rank outside: above 0 better than the median. In the order of the splits. */
  readonly logits: Float64Array;
  /** How often the best of one half lost money in the other. */
  readonly lossProbability: number;
  /** Sharpe ratio outside = intercept + slope × Sharpe ratio inside, of the best ones, per observation; null without spread. */
  readonly degradation: { readonly slope: number; readonly intercept: number } | null;
}

/**
 * Combinatorially symmetric cross-validation: for each way to take half of the blocks as the sample, the trial with the best Sharpe ratio
 * in it is ranked among all trials in the other half. Source: Bailey, Borwein, López de Prado and Zhu, "The Probability of Backtest
 * Overfitting", J. Computational Finance 20(4), 2017, section 3: ω = rank / (N + 1), overfit where ln(ω / (1 − ω)) ≤ 0. Equal ratios share
 * their mean rank; of equal best ones the first is taken. A half without any spread has the ratio 0: it made and lost nothing.
 *
 * Block sums are added up from two tables (all subsets of the lower and of the upper blocks), and each split serves twice, with its halves
 * exchanged: 1,000 trials × 12,870 splits are some ten million square roots.
 * @param trials block sums of each trial, over the same observations, with an even number of blocks up to 20
 * @param goesOn asked every few milliseconds; false ends it
 * @throws AppError "invariant" on fewer than two trials, or on trials of different shape; RunStopped when it is not to go on
 */
export function overfittingOf(trials: readonly BlockSums[], goesOn: () => boolean = () => true): Overfitting {
  const first = trials[0];
  invariant(first !== undefined && trials.length >= 2, "overfitting is a question of two trials or more");
  const blocks = first.sums.length;
  invariant(blocks % 2 === 0 && blocks >= 2 && blocks <= 20, `${blocks} is no even number of blocks up to 20`);
  invariant(
    trials.every((trial) => trial.length === first.length && trial.sums.length === blocks),
    "trials differ in length",
  );
  const count = trials.length;
  const lowBits = blocks >> 1;
  const lowMask = (1 << lowBits) - 1;
  const full = (1 << blocks) - 1;
  const low = subsetSums(trials, 0, lowBits);
  const high = subsetSums(trials, lowBits, blocks - lowBits);
  const observations = first.length * (blocks / 2);

  const splits = splitMasks(blocks);
  const inside = new Float64Array(splits.length);
  const outside = new Float64Array(splits.length);
  const logits = new Float64Array(splits.length);
  const [a, b] = [new Float64Array(count), new Float64Array(count)];
  const ratios = (mask: number, out: Float64Array): void =>
    sharpes(low, (mask & lowMask) * count, high, (mask >> lowBits) * count, observations, out);
  const half = splits.length / 2;
  for (let split = 0; split < half; split += 1) {
    if (split % SPLITS_A_LOOK === 0 && !goesOn()) throw new RunStopped();
    const mask = splits[split] ?? 0;
    ratios(mask, a);
    ratios(full ^ mask, b);
    judge(split, a, b);
    judge(splits.length - 1 - split, b, a); // the complement's place: masks rise, and its mask is full − mask
  }

  function judge(split: number, inSample: Float64Array, outOfSample: Float64Array): void {
    const best = indexOfMax(inSample);
    const ratio = outOfSample[best] ?? Number.NaN;
    const relativeRank = rankOf(outOfSample, ratio) / (count + 1);
    inside[split] = inSample[best] ?? Number.NaN;
    outside[split] = ratio;
    logits[split] = Math.log(relativeRank / (1 - relativeRank));
  }

  const share = (isHit: (split: number) => boolean): number => {
    let hits = 0;
    for (let split = 0; split < splits.length; split += 1) if (isHit(split)) hits += 1;
    return hits / splits.length;
  };
  return {
    pbo: share((split) => (logits[split] ?? 0) <= 0),
    splits: splits.length,
    trials: count,
    logits,
    lossProbability: share((split) => (outside[split] ?? 0) < 0),
    degradation: fitLine(inside, outside),
  };
}

interface SubsetSums {
  /** `sums[subset × trials + trial]`. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/** Sums of every subset of blocks [from, from + bits), each from the subset without its lowest block. */
function subsetSums(trials: readonly BlockSums[], from: number, bits: number): SubsetSums {
  const count = trials.length;
  const sums = new Float64Array(count << bits);
  const squares = new Float64Array(count << bits);
  for (let subset = 1; subset < 1 << bits; subset += 1) {
    const block = from + 31 - Math.clz32(subset & -subset);
    const rest = (subset & (subset - 1)) * count;
    const at = subset * count;
    for (const [n, trial] of trials.entries()) {
      sums[at + n] = (sums[rest + n] ?? 0) + (trial.sums[block] ?? 0);
      squares[at + n] = (squares[rest + n] ?? 0) + (trial.squares[block] ?? 0);
    }
  }
  return { sums, squares };
}

/** Sharpe ratio (ddof 1) of each trial over one half. */
function sharpes(low: SubsetSums, atLow: number, high: SubsetSums, atHigh: number, n: number, out: Float64Array): void {
  for (let trial = 0; trial < out.length; trial += 1) {
    const sum = (low.sums[atLow + trial] ?? 0) + (high.sums[atHigh + trial] ?? 0);
    const square = (low.squares[atLow + trial] ?? 0) + (high.squares[atHigh + trial] ?? 0);
    const spread = square - (sum * sum) / n;
    // What is left of equal returns after rounding is no spread.
    out[trial] = spread > square * 1e-13 ? sum / n / Math.sqrt(spread / (n - 1)) : 0;
  }
}

function indexOfMax(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}

/** Rank of a value among `values` (it is one of them), 1 the lowest; equal ones share the mean. */
function rankOf(values: Float64Array, value: number): number {
  let [below, equal] = [0, 0];
  for (const other of values) {
    if (other < value) below += 1;
    else if (other === value) equal += 1;
  }
  return below + (equal + 1) / 2;
}

/** All bit masks with half of `blocks` bits set, rising; each one's complement stands at the mirrored place. */
function splitMasks(blocks: number): number[] {
  const masks: number[] = [];
  for (let mask = 0; mask < 1 << blocks; mask += 1) if (bitCount(mask) === blocks / 2) masks.push(mask);
  return masks;
}

function bitCount(mask: number): number {
  let [rest, bits] = [mask, 0];
  for (; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}
