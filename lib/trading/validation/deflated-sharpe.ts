import { momentsOf } from "./moments.ts";
import { normalCdf, normalQuantile } from "./normal.ts";

const EULER_GAMMA = 0.5772156649015329;

/**
 * The Sharpe ratio that the best of `trials` strategies without any skill is expected to show, when the trials' Sharpe ratios vary by
 * `variance` around 0. In the unit of the ratios: per day in, per day out. 0 for a single trial: nothing was selected.
 * Source: Bailey and López de Prado, "The Deflated Sharpe Ratio", J. Portfolio Management 40(5), 2014, equation 1.
 */
export function expectedMaxSharpe(trials: number, variance: number): number {
  if (trials <= 1) return 0;
  const high = normalQuantile(1 - 1 / trials);
  const higher = normalQuantile(1 - 1 / (trials * Math.E));
  return Math.sqrt(variance) * ((1 - EULER_GAMMA) * high + EULER_GAMMA * higher);
}

export interface ObservedSharpe {
  /** Of one observation, not annualised: mean / standard deviation of the returns. */
  readonly sharpe: number;
  /** Returns that it was computed from. */
  readonly observations: number;
  readonly skewness: number;
  /** 3 for a normal distribution. */
  readonly kurtosis: number;
}

/**
 * Probability that the true Sharpe ratio is above `benchmark`, given that longer records, thinner tails and less negative skewness prove
 * more. NaN where the formula has no value (fewer than two returns, no spread).
 * Source: Bailey and López de Prado, "The Sharpe Ratio Efficient Frontier", J. Risk 15(2), 2012, equation 11.
 */
export function probabilisticSharpe(observed: ObservedSharpe, benchmark: number): number {
  const { sharpe, observations, skewness, kurtosis } = observed;
  if (observations < 2) return Number.NaN;
  const spread = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  if (!(spread > 0)) return Number.NaN;
  return normalCdf(((sharpe - benchmark) * Math.sqrt(observations - 1)) / Math.sqrt(spread));
}

/**
 * The probabilistic Sharpe ratio against what luck alone gives the best of all trials: the chance that the best one has any skill.
 * `trials` counts every set that was tried, and `variance` is that of their Sharpe ratios, in the unit of `observed.sharpe`.
 */
export function deflatedSharpe(observed: ObservedSharpe, trials: number, variance: number): number {
  return probabilisticSharpe(observed, expectedMaxSharpe(trials, variance));
}

/** What `probabilisticSharpe` asks for, from a run of returns. */
export function observedSharpe(returns: Float64Array): ObservedSharpe {
  const { n, mean, sd, skewness, kurtosis } = momentsOf(returns);
  // The ratio takes the sample deviation as everywhere else (ddof 1); skewness and kurtosis are the population's, as in the paper's code.
  return { sharpe: mean / (sd * Math.sqrt(n / (n - 1))), observations: n, skewness, kurtosis };
}

/** Variance of the trials' Sharpe ratios (ddof 1), leaving out those that are not defined. 0 when fewer than two are. */
export function sharpeVariance(sharpes: Float64Array): number {
  const defined = sharpes.filter((sharpe) => Number.isFinite(sharpe));
  if (defined.length < 2) return 0;
  return (momentsOf(defined).sd ** 2 * defined.length) / (defined.length - 1);
}
