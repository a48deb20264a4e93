export interface Drawdown {
  /** Deepest fall below the highest value so far, as a fraction, 0 or below. */
  readonly ratio: number;
  /** Deepest fall in money, 0 or above; it need not be the same fall. */
  readonly amount: number;
  /** Longest run of points below the highest value so far. */
  readonly points: number;
}

/** Falls of an equity curve, measured at its points (bar closes). The ratio counts while the highest value is above 0. */
export function drawdownOf(equity: Float64Array): Drawdown {
  let peak = equity[0] ?? 0;
  let ratio = 0;
  let floor = peak; // peak × (1 + ratio): only below it does the ratio have to be divided out
  let amount = 0;
  let longest = 0;
  let peakAt = 0;
  const length = equity.length;
  for (let i = 0; i < length; i++) {
    const value = equity[i] ?? 0;
    if (value >= peak) {
      if (i - peakAt - 1 > longest) longest = i - peakAt - 1;
      peakAt = i;
      peak = value;
      floor = peak * (1 + ratio);
      continue;
    }
    if (peak - value > amount) amount = peak - value;
    if (value < floor && peak > 0) {
      ratio = Math.min(ratio, value / peak - 1);
      floor = peak * (1 + ratio);
    }
  }
  if (length - peakAt - 1 > longest) longest = length - peakAt - 1;
  return { ratio, amount, points: longest };
}
