/**
 * Value below which part `p` of the numbers lies, straight between the two nearest (Hyndman and Fan 1996, definition 7: numpy's default).
 * NaN of nothing.
 * @param sorted rising
 */
export function quantile(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - below);
}
