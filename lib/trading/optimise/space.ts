import { invariant } from "@/lib/kernel/errors";
import type { ParameterValue, ParameterValues } from "@/lib/trading/strategies/strategy";

/** One parameter that a search turns, with the values it may take: numbers rising, so that neighbours stand side by side. */
export interface Axis {
  readonly name: string;
  /** Whether neighbouring values are alike: numbers are, choices and flags are not. */
  readonly ordered: boolean;
  readonly values: readonly ParameterValue[];
}

/** All combinations of the axes' values; each has an index, in which the last axis runs fastest. What does not vary is in `fixed`. */
export interface ParameterSpace {
  readonly axes: readonly Axis[];
  readonly fixed: ParameterValues;
}

/** A strategy's word on values that do not go together: a sentence, or null. */
export type Check = (parameters: ParameterValues) => string | null;

/** Combinations before any check: known without making one. */
export function spaceSize(space: ParameterSpace): number {
  return space.axes.reduce((size, axis) => size * axis.values.length, 1);
}

/** Place on each axis of the combination `index`. */
export function coordinatesOf(space: ParameterSpace, index: number): number[] {
  const at: number[] = [];
  let rest = index;
  for (const axis of space.axes.toReversed()) {
    at.push(rest % axis.values.length);
    rest = Math.floor(rest / axis.values.length);
  }
  return at.reverse();
}

export function indexOf(space: ParameterSpace, coordinates: readonly number[]): number {
  return space.axes.reduce((index, axis, n) => index * axis.values.length + (coordinates[n] ?? 0), 0);
}

/** @throws AppError "invariant" when the space has no such combination */
export function parametersAt(space: ParameterSpace, index: number): ParameterValues {
  invariant(Number.isSafeInteger(index) && index >= 0 && index < spaceSize(space), `no combination ${index}`);
  const at = coordinatesOf(space, index);
  const turned = space.axes.map((axis, n): [string, ParameterValue] => {
    const value = axis.values[at[n] ?? 0];
    invariant(value !== undefined, `${axis.name} has no values`);
    return [axis.name, value];
  });
  return { ...space.fixed, ...Object.fromEntries(turned) };
}

/** Whether a search may try the combination: the strategy has nothing against it. */
export function isUsable(space: ParameterSpace, check: Check | undefined, index: number): boolean {
  return check === undefined || check(parametersAt(space, index)) === null;
}

/** Above this many combinations a space is not walked through: sets are drawn from it instead. */
const WALK_MAX = 200_000;

/** Indices of all usable combinations, rising; null where there are too many to look at (`WALK_MAX`). */
export function usableSets(space: ParameterSpace, check: Check | undefined): Float64Array | null {
  const size = spaceSize(space);
  if (size > WALK_MAX) return null;
  if (check === undefined) return Float64Array.from({ length: size }, (_, index) => index);
  const usable = new Float64Array(size);
  let count = 0;
  eachSet(space, (parameters, index) => {
    if (check(parameters) !== null) return;
    usable[count] = index;
    count += 1;
  });
  return usable.subarray(0, count);
}

/** All combinations in the order of their index, in one object that changes: a person waits for this walk. */
function eachSet({ axes, fixed }: ParameterSpace, look: (parameters: ParameterValues, index: number) => void): void {
  const parameters: Record<string, ParameterValue> = { ...fixed };
  let index = 0;
  const turn = (place: number): void => {
    const axis = axes[place];
    if (axis === undefined) {
      look(parameters, index);
      index += 1;
      return;
    }
    for (const value of axis.values) {
      parameters[axis.name] = value;
      turn(place + 1);
    }
  };
  turn(0);
}
