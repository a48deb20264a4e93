/** Fewer points than this make no ratio: chance would be all that it shows. */
export const POINTS_MIN = 30;

export interface ReturnFigures {
  /** mean / standard deviation (ddof 1) of the returns, times √periods a year; risk-free rate 0. */
  readonly sharpe: number | null;
  /** mean / √mean(min(r, 0)²), times √periods a year. */
  readonly sortino: number | null;
  /** Standard deviation (ddof 1) of the returns, times √periods a year, percent. */
  readonly volatilityPct: number | null;
}

/**
 * Figures of the simple returns between the first `points` of an equity curve. Undefined with fewer than 30 points, or when the curve
 * touches zero: a return on nothing is no number.
 */
export function returnFigures(equity: Float64Array, periodsPerYear: number, points = equity.length): ReturnFigures {
  const spread = spreadOf(equity, points);
  if (spread === null) return { sharpe: null, sortino: null, volatilityPct: null };
  const { mean, deviation } = spread;
  let losses = 0;
  for (let i = 1; i < points; i++) {
    const loss = Math.min((equity[i] ?? 0) / (equity[i - 1] ?? 0) - 1, 0);
    losses += loss * loss;
  }
  const downside = Math.sqrt(losses / (points - 1));
  const scale = Math.sqrt(periodsPerYear);
  return {
    sharpe: deviation > 0 ? (mean / deviation) * scale : null,
    sortino: downside > 0 ? (mean / downside) * scale : null,
    volatilityPct: deviation * scale * 100,
  };
}

/** The Sharpe ratio alone, as `returnFigures` gives it. */
export function sharpeOf(equity: Float64Array, periodsPerYear: number, points = equity.length): number | null {
  const spread = spreadOf(equity, points);
  if (spread === null || spread.deviation === 0) return null;
  return (spread.mean / spread.deviation) * Math.sqrt(periodsPerYear);
}

/** Mean and standard deviation (ddof 1) of the returns. */
function spreadOf(equity: Float64Array, points: number): { readonly mean: number; readonly deviation: number } | null {
  if (points < POINTS_MIN) return null;
  let last = equity[0] ?? 0;
  let sum = 0;
  let squares = 0;
  for (let i = 1; i < points; i++) {
    const value = equity[i] ?? 0;
    if (!(last > 0)) return null;
    const r = value / last - 1;
    sum += r;
    squares += r * r;
    last = value;
  }
  if (!(last > 0)) return null;
  const count = points - 1;
  const mean = sum / count;
  const around = count * mean * mean;
  // where the mean is small beside the spread, as with returns it is, the sum of squares tells the variance well; else once more, around it
  const variance = around < squares * 0.01 ? (squares - around) / (count - 1) : varianceAround(equity, points, mean);
  // what is left of equal returns is rounding, no risk
  return { mean, deviation: variance < mean * mean * 1e-24 ? 0 : Math.sqrt(variance) };
}

function varianceAround(equity: Float64Array, points: number, mean: number): number {
  let sum = 0;
  for (let i = 1; i < points; i++) sum += ((equity[i] ?? 0) / (equity[i - 1] ?? 0) - 1 - mean) ** 2;
  return sum / (points - 2);
}
