/** Least squares: y = intercept + slope × x. Null when all x are equal. */
export function fitLine(
  x: Float64Array,
  y: Float64Array,
): { readonly slope: number; readonly intercept: number } | null {
  const n = x.length;
  const meanX = x.reduce((sum, value) => sum + value, 0) / n;
  const meanY = y.reduce((sum, value) => sum + value, 0) / n;
  let [xx, xy] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    const dx = (x[i] ?? 0) - meanX;
    xx += dx * dx;
    xy += dx * ((y[i] ?? 0) - meanY);
  }
  if (!(xx > 0)) return null;
  const slope = xy / xx;
  return { slope, intercept: meanY - slope * meanX };
}
