/** Fewer points than this make no ratio: chance would be all that it shows. */
const POINTS_MIN = 30;

export interface ReturnFigures {
  /** mean / standard deviation (ddof 1) of the returns, times √periods a year; risk-free rate 0. */
  readonly sharpe: number | null;
  /** mean / √mean(min(r, 0)²), times √periods a year. */
  readonly sortino: number | null;
  /** Standard deviation (ddof 1) of the returns, times √periods a year, percent. */
  readonly volatilityPct: number | null;
}

/**
 * Figures of the simple returns between the points of an equity curve. Undefined with fewer than 30 points, or when the curve touches zero:
 * a return on nothing is no number.
 */
export function returnFigures(equity: Float64Array, periodsPerYear: number): ReturnFigures {
  const points = equity.length;
  let last = equity[0] ?? 0;
  let sum = 0;
  let squares = 0;
  let losses = 0;
  let isPositive = last > 0;
  for (let i = 1; i < points; i++) {
    const value = equity[i] ?? 0;
    const r = value / last - 1;
    sum += r;
    squares += r * r;
    if (r < 0) losses += r * r;
    if (!(value > 0)) isPositive = false;
    last = value;
  }
  if (!isPositive || points < POINTS_MIN) return { sharpe: null, sortino: null, volatilityPct: null };
  const count = points - 1;
  const downside = Math.sqrt(losses / count);
  const scale = Math.sqrt(periodsPerYear);
  return {
    sharpe: sharpeFrom(sum, squares, equity, points, periodsPerYear),
    sortino: downside > 0 ? (sum / count / downside) * scale : null,
    volatilityPct: deviationFrom(sum, squares, equity, points) * scale * 100,
  };
}

/** The Sharpe ratio from the sum of the returns between the points and the sum of their squares. */
export function sharpeFrom(
  sum: number,
  squares: number,
  equity: Float64Array,
  points: number,
  periodsPerYear: number,
): number | null {
  if (points < POINTS_MIN) return null;
  const deviation = deviationFrom(sum, squares, equity, points);
  return deviation > 0 ? (sum / (points - 1) / deviation) * Math.sqrt(periodsPerYear) : null;
}

/**
 * Standard deviation (ddof 1). Where the mean is small beside the spread, as with returns it is, the sum of squares tells it well; else the
 * returns are looked at once more, around their mean.
 */
function deviationFrom(sum: number, squares: number, equity: Float64Array, points: number): number {
  const count = points - 1;
  const mean = sum / count;
  const around = count * mean * mean;
  const variance = around < squares * 0.01 ? (squares - around) / (count - 1) : varianceAround(equity, points, mean);
  // what is left of equal returns is rounding, no risk
  return variance < mean * mean * 1e-24 ? 0 : Math.sqrt(variance);
}

function varianceAround(equity: Float64Array, points: number, mean: number): number {
  let sum = 0;
  for (let i = 1; i < points; i++) sum += ((equity[i] ?? 0) / (equity[i - 1] ?? 0) - 1 - mean) ** 2;
  return sum / (points - 2);
}
