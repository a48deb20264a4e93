/** To 12 digits: what is behind them is noise of the arithmetic, and 0.455 has to be 0.455 for a low that touches it. */
const clean = (price: number): number => Number(price.toPrecision(12));

/** `count` prices at equal distances, both ends included, lowest first. */
export function spreadLevels(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, j) => clean(low + ((high - low) * j) / (count - 1)));
}

/** `count` prices around `centre`, each `percent` above the one below it; lowest first. */
export function percentLevels(centre: number, percent: number, count: number): number[] {
  return Array.from({ length: count }, (_, j) => clean(centre * (1 + percent / 100) ** (j - (count - 1) / 2)));
}

/** `count` prices around `centre` at `distance` from each other; lowest first, none at or below 0. */
export function distanceLevels(centre: number, distance: number, count: number): number[] {
  return Array.from({ length: count }, (_, j) => clean(centre + distance * (j - (count - 1) / 2))).filter((p) => p > 0);
}
