/** First four moments of a run of returns. Population moments (divide by n); a normal distribution has kurtosis 3. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly sd: number;
  readonly skewness: number;
  readonly kurtosis: number;
}

/** Two passes, so that small returns around a large mean keep their digits. Without spread, skewness and kurtosis are NaN. */
export function momentsOf(values: Float64Array): Moments {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += values[i] ?? 0;
  const mean = sum / n;
  let [m2, m3, m4] = [0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const d = (values[i] ?? 0) - mean;
    const square = d * d;
    m2 += square;
    m3 += square * d;
    m4 += square * square;
  }
  const variance = m2 / n;
  return {
    n,
    mean,
    sd: Math.sqrt(variance),
    skewness: m3 / n / variance ** 1.5,
    kurtosis: m4 / n / variance ** 2,
  };
}
