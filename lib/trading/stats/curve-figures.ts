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

const UNDEFINED: ReturnFigures = { sharpe: null, sortino: null, volatilityPct: null };

/**
 * Figures of the simple returns between the points of an equity curve. Undefined with fewer than 30 points, or when the curve touches zero:
 * a return on nothing is no number.
 */
export function returnFigures(equity: Float64Array, periodsPerYear: number, points = equity.length): ReturnFigures {
  if (points < POINTS_MIN) return UNDEFINED;
  let last = equity[0] ?? 0;
  let sum = 0;
  let squares = 0;
  let lossSquares = 0;
  let lowest = last;
  for (let i = 1; i < points; i++) {
    const value = equity[i] ?? 0;
    if (value < lowest) lowest = value;
    if (value !== last) {
      const r = value / last - 1;
      sum += r;
      squares += r * r;
      if (r < 0) lossSquares += r * r;
      last = value;
    }
  }
  if (!(lowest > 0)) return UNDEFINED;
  const count = points - 1;
  const mean = sum / count;
  const variance = spread(equity, points, mean, squares);
  const deviation = Math.sqrt(variance);
  const scale = Math.sqrt(periodsPerYear);
  const downside = Math.sqrt(lossSquares / count);
  return {
    sharpe: deviation > 0 ? (mean / deviation) * scale : null,
    sortino: downside > 0 ? (mean / downside) * scale : null,
    volatilityPct: deviation * scale * 100,
  };
}

/** Variance (ddof 1). Taken from the sum of squares where the mean is small beside it, as returns are; else around the mean once more. */
function spread(equity: Float64Array, points: number, mean: number, squares: number): number {
  const count = points - 1;
  const around = count * mean * mean;
  if (around < squares * 0.01) return (squares - around) / (count - 1);
  let sum = 0;
  for (let i = 1; i < points; i++) sum += ((equity[i] ?? 0) / (equity[i - 1] ?? 0) - 1 - mean) ** 2;
  // what is left of equal returns is rounding, no risk
  return sum < squares * 1e-24 ? 0 : sum / (count - 1);
}
