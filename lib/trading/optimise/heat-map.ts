import { invariant } from "@/lib/kernel/errors";
import type { ParameterValue } from "@/lib/trading/strategies/strategy";
import { coordinatesOf, type ParameterSpace } from "./space.ts";
import type { TriedSet } from "./trial.ts";

export interface HeatMapCell {
  readonly x: ParameterValue;
  readonly y: ParameterValue;
  /** Null where no tried set has a score. */
  readonly score: number | null;
  /** Sets tried here, with a score or without. */
  readonly trials: number;
}

/** Scores over two parameters. Cells row by row: all x of the first y, then of the second. */
export interface HeatMap {
  readonly x: { readonly name: string; readonly values: readonly ParameterValue[] };
  readonly y: { readonly name: string; readonly values: readonly ParameterValue[] };
  readonly cells: readonly HeatMapCell[];
}

/**
 * @param of what stands for the sets that share a cell: the best of them, or their mean, which shows how a value does whatever the others are
 * @throws AppError "invariant" when a name is no axis of the space
 */
export function heatMap(
  space: ParameterSpace,
  tried: readonly TriedSet[],
  { x: xName, y: yName, of }: { readonly x: string; readonly y: string; readonly of: "best" | "mean" },
): HeatMap {
  const axisOf = (name: string) => {
    const at = space.axes.findIndex((axis) => axis.name === name);
    const axis = space.axes[at];
    invariant(axis !== undefined, `${name} does not vary`);
    return { at, name, values: axis.values };
  };
  const [x, y] = [axisOf(xName), axisOf(yName)];
  const width = x.values.length;
  const scores = Array.from({ length: width * y.values.length }, (): (number | null)[] => []);
  for (const set of tried) {
    const place = coordinatesOf(space, set.index);
    scores[(place[y.at] ?? 0) * width + (place[x.at] ?? 0)]?.push(set.score);
  }
  const cells = y.values.flatMap((yValue, row) =>
    x.values.map((xValue, column): HeatMapCell => {
      const here = scores[row * width + column] ?? [];
      return { x: xValue, y: yValue, score: summary(here, of), trials: here.length };
    }),
  );
  return { x: { name: x.name, values: x.values }, y: { name: y.name, values: y.values }, cells };
}

function summary(scores: readonly (number | null)[], of: "best" | "mean"): number | null {
  const defined = scores.filter((score) => score !== null);
  if (defined.length === 0) return null;
  if (of === "best") return defined.reduce((best, score) => Math.max(best, score));
  return defined.reduce((sum, score) => sum + score, 0) / defined.length;
}
