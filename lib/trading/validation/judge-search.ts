import type { BlockSums } from "./block-sums.ts";
import {
  deflatedSharpe,
  expectedMaxSharpe,
  observedSharpe,
  probabilisticSharpe,
  sharpeVariance,
} from "./deflated-sharpe.ts";
import { judgeLuck, type Luck } from "./luck.ts";
import { type Overfitting, overfittingOf } from "./pbo.ts";

const YEAR_DAYS = 365;
/** Fewer daily returns than this say nothing of a Sharpe ratio (as in metrics v1). */
const RETURNS_MIN = 30;
/** Trials that are ranked against each other; of more, some are taken at even distances: each needs 8 kB. */
const RANKED_MAX = 1_000;
const BINS = 24;

/** What stands beside the best set of a search: how much of it is luck. Sharpe ratios are annualised with 365 days. */
export interface SearchVerdict {
  /** Sets that were tried, all of them. */
  readonly trials: number;
  /** Null with fewer than two trials, or too few days to cut into blocks. */
  readonly overfitting: (Omit<Overfitting, "logits"> & { readonly histogram: readonly LogitBin[] }) | null;
  /** Null without 30 daily returns that differ. */
  readonly sharpe: {
    readonly observed: number;
    /** What the best of so many trials without skill is expected to show. */
    readonly expectedByLuck: number;
    /** Probability that the true ratio is above 0, as if nothing had been picked. */
    readonly probabilistic: number;
    /** Probability that it is above what luck gives. */
    readonly deflated: number;
  } | null;
  readonly luck: Luck;
}

/** Splits whose logit lies in [from, to); at or below 0 the best of one half fell into the lower half of the other. */
export interface LogitBin {
  readonly from: number;
  readonly to: number;
  readonly splits: number;
}

export interface SearchRecord {
  /** All sets tried for this, more than there are `sharpes` when some were tried elsewhere. */
  readonly trials: number;
  /** Sharpe ratio of each set's daily returns, of one day; NaN where not defined. */
  readonly sharpes: Float64Array;
  /** Block sums of each set's daily returns; empty when there were too few days to cut. */
  readonly blocks: readonly BlockSums[];
  /** Daily returns of the best set. */
  readonly bestReturns: Float64Array;
}

/** @throws RunStopped when `goesOn` says no */
export function judgeSearch(
  { trials, sharpes, blocks, bestReturns }: SearchRecord,
  goesOn?: () => boolean,
): SearchVerdict {
  const ranked = evenly(blocks, RANKED_MAX);
  const overfitting = ranked.length >= 2 ? overfittingOf(ranked, goesOn) : null;
  const sharpe = sharpeVerdict(trials, sharpes, bestReturns);
  const luck = judgeLuck({ trials, pbo: overfitting?.pbo ?? null, deflatedSharpe: sharpe?.deflated ?? null });
  if (overfitting === null) return { trials, overfitting, sharpe, luck };
  const { logits, ...rest } = overfitting;
  return { trials, overfitting: { ...rest, histogram: histogramOf(logits) }, sharpe, luck };
}

function sharpeVerdict(trials: number, sharpes: Float64Array, bestReturns: Float64Array): SearchVerdict["sharpe"] {
  if (bestReturns.length < RETURNS_MIN) return null;
  const observed = observedSharpe(bestReturns);
  const variance = sharpeVariance(sharpes);
  const deflated = deflatedSharpe(observed, trials, variance);
  if (!Number.isFinite(deflated)) return null;
  const annual = Math.sqrt(YEAR_DAYS);
  return {
    observed: observed.sharpe * annual,
    expectedByLuck: expectedMaxSharpe(trials, variance) * annual,
    probabilistic: probabilisticSharpe(observed, 0),
    deflated,
  };
}

/** At most `max` of the items, at even distances. */
function evenly<T>(items: readonly T[], max: number): readonly T[] {
  if (items.length <= max) return items;
  return items.filter((_, n) => Math.floor((n * max) / items.length) !== Math.floor(((n - 1) * max) / items.length));
}

/** Bins of one width, with 0 between two of them. */
function histogramOf(logits: Float64Array): LogitBin[] {
  const reach = logits.reduce((most, logit) => Math.max(most, Math.abs(logit)), 1);
  const width = (2 * reach) / BINS;
  const counts = new Uint32Array(BINS);
  for (const logit of logits) {
    // a logit of 0 belongs to the left, since the median counts as overfit; rounding must not carry one across
    const kept =
      logit <= 0
        ? Math.min(BINS / 2 - 1, Math.max(0, Math.ceil((logit + reach) / width) - 1))
        : Math.max(BINS / 2, Math.min(BINS - 1, Math.floor((logit + reach) / width)));
    counts[kept] = (counts[kept] ?? 0) + 1;
  }
  return Array.from(counts, (splits, n) => ({ from: n * width - reach, to: (n + 1) * width - reach, splits }));
}
