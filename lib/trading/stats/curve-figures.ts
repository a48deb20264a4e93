import { sharpeFrom } from "./return-figures.ts";

export interface Drawdown {
  /** Deepest fall below the highest value so far, as a fraction, 0 or below. */
  readonly ratio: number;
  /** Deepest fall in money, 0 or above; it need not be the same fall. */
  readonly amount: number;
  /** Longest run of points below the highest value so far. */
  readonly points: number;
}

/**
 * Falls of an equity curve, measured at its points (bar closes), and the Sharpe ratio of its returns, in one pass over half a million of
 * them. Between two highs only the lowest point counts, so most points cost a comparison or two. A fall's ratio counts while the high is
 * above 0.
 */
export function curveFigures(
  equity: Float64Array,
  periodsPerYear: number,
): { readonly drawdown: Drawdown; readonly sharpe: number | null } {
  const { length } = equity;
  let ratio = 0;
  let amount = 0;
  let longest = 0;
  let peak = equity[0] ?? 0;
  let peakAt = 0;
  let lowest = peak;
  let bottom = peak;
  let last = peak;
  let sum = 0;
  let squares = 0;
  const surface = (i: number): void => {
    longest = Math.max(longest, i - peakAt - 1);
    amount = Math.max(amount, peak - lowest);
    if (peak > 0) ratio = Math.min(ratio, lowest / peak - 1);
    bottom = Math.min(bottom, lowest);
  };
  for (let i = 1; i < length; i++) {
    const value = equity[i] ?? 0;
    const r = value / last - 1;
    sum += r;
    squares += r * r;
    last = value;
    if (value < peak) {
      if (value < lowest) lowest = value;
      continue;
    }
    if (lowest < peak) surface(i);
    peak = value;
    peakAt = i;
    lowest = value;
  }
  if (lowest < peak) surface(length);
  return {
    drawdown: { ratio, amount, points: longest },
    sharpe: bottom > 0 ? sharpeFrom(sum, squares, equity, length, periodsPerYear) : null,
  };
}
