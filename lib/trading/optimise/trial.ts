import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import type { TrialFigures } from "./objective.ts";

/** A parameter set that a search asks for. `index` is its place in the space. */
export interface Trial {
  readonly index: number;
  readonly parameters: ParameterValues;
}

/** A parameter set that was tried. */
export interface TriedSet {
  readonly index: number;
  readonly score: number | null;
  readonly figures: TrialFigures;
}

/** Best first. What has no score comes last; equal scores keep the order of the space, so that the order never depends on who was faster. */
export function byScore(a: TriedSet, b: TriedSet): number {
  if (a.score === b.score) return a.index - b.index;
  if (a.score === null) return 1;
  if (b.score === null) return -1;
  return b.score - a.score;
}
