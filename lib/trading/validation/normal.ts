/**
 * The standard normal distribution: P(Z ≤ x), to 15 significant digits in the body and 1e-13 relative in the tails.
 * Body: Marsaglia's series 1/2 + φ(x)(x + x³/3 + x⁵/(3·5) + …), "Evaluating the Normal Distribution", J. Stat. Software 11(4), 2004.
 * Tails: Laplace's continued fraction, Abramowitz and Stegun 26.2.14, since the series there takes 1/2 from 1/2.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x > 3) return 1 - upperTail(x);
  if (x < -3) return upperTail(-x);
  let term = x;
  let sum = x;
  for (let odd = 3; sum !== sum + term || odd === 3; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * density(x);
}

/**
 * Its inverse: the x with P(Z ≤ x) = p, to 1e-14 relative. ±Infinity at 0 and 1, NaN outside.
 * Start: Abramowitz and Stegun 26.2.23 (error below 4.5e-4); two steps of Halley's method on `normalCdf` square it past the last bit.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0.5) return 0;
  if (p > 0.5) return -lowerQuantile(1 - p);
  return lowerQuantile(p);
}

function lowerQuantile(p: number): number {
  if (p === 0) return Number.NEGATIVE_INFINITY;
  const t = Math.sqrt(-2 * Math.log(p));
  let x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 2; step += 1) {
    const error = (normalCdf(x) - p) / density(x);
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}

/** P(Z > x) for x > 3, the fraction x + 1/(x + 2/(x + 3/(x + …))) from the inside out. 60 terms are enough at 3, fewer beyond. */
function upperTail(x: number): number {
  if (x > 40) return 0;
  let fraction = x;
  for (let k = 60; k >= 1; k -= 1) fraction = x + k / fraction;
  return density(x) / fraction;
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}
