import { coordinatesOf, type ParameterSpace } from "./space.ts";
import type { TriedSet } from "./trial.ts";

/** How the best set's neighbours did. A peak among good neighbours may be real; one that stands alone is most likely chance. */
export interface Robustness {
  /** Tried sets at most one value away on each ordered axis, and equal on the others. */
  readonly neighbours: number;
  /** Part of them whose score is within the tolerance of the best one's; null without neighbours. */
  readonly goodShare: number | null;
  /** Mean score of the neighbours that have one; null without any. */
  readonly mean: number | null;
  /** Lowest score of them. */
  readonly worst: number | null;
  /** Neighbours without a score: too few trades, or not defined. They count as not good. */
  readonly withoutScore: number;
}

/** @param tolerance part of the best score that a good neighbour may lack: 0.1 is 10 % */
export function robustnessOf(
  space: ParameterSpace,
  tried: readonly TriedSet[],
  best: TriedSet,
  tolerance: number,
): Robustness {
  const home = coordinatesOf(space, best.index);
  const neighbours = tried.filter((set) => set.index !== best.index && isNeighbour(coordinatesOf(space, set.index)));
  const scores = neighbours.flatMap(({ score }) => (score === null ? [] : [score]));
  const floor = best.score === null ? Number.POSITIVE_INFINITY : best.score - tolerance * Math.abs(best.score);
  const good = scores.filter((score) => score >= floor).length;
  return {
    neighbours: neighbours.length,
    goodShare: neighbours.length === 0 ? null : good / neighbours.length,
    mean: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    worst: scores.length === 0 ? null : scores.reduce((worst, score) => Math.min(worst, score)),
    withoutScore: neighbours.length - scores.length,
  };

  function isNeighbour(place: readonly number[]): boolean {
    return space.axes.every((axis, n) => Math.abs((place[n] ?? 0) - (home[n] ?? 0)) <= (axis.ordered ? 1 : 0));
  }
}
