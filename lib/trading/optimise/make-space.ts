import { done, type FieldErrors, type Result, refuse } from "@/lib/kernel/result";
import type { Parameter, ParameterTable, ParameterValue, ParameterValues } from "@/lib/trading/strategies/strategy";
import { gridValue } from "./decimal-grid.ts";
import type { Axis, ParameterSpace } from "./space.ts";

/** Unless told: 30 % to both sides, in up to seven values. */
export const DEFAULT_RANGE = 0.3;
export const DEFAULT_STEPS = 7;

export interface SpaceOptions {
  /** Centre of the ranges; what is left out is at its default. */
  readonly around?: ParameterValues;
  /** Part of the centre's value to either side: 0.3 is ±30 %. At least one step is walked to either side; a 0 stays, as it means "off". */
  readonly range?: number;
  /** Values a parameter, spread evenly over its range. */
  readonly steps?: number;
  /** Parameters that vary; all numbers unless told. A choice or a flag named here takes all its values. */
  readonly vary?: readonly string[];
  /** Values of a parameter in so many words: they vary whether or not `vary` names them. */
  readonly grid?: Readonly<Record<string, readonly ParameterValue[]>>;
}

/** The combinations that an optimisation walks over. Refused with the fault at each name: unknown, of the wrong kind, out of bounds. */
export function makeSpace(table: ParameterTable, options: SpaceOptions = {}): Result<ParameterSpace, "invalid"> {
  const { around = {}, range = DEFAULT_RANGE, steps = DEFAULT_STEPS, vary, grid = {} } = options;
  const faults: Record<string, string[]> = {};
  const fault = (path: string, text: string): void => {
    faults[path] = [...(faults[path] ?? []), text];
  };
  const names = Object.keys(table);
  const known = `Known are ${names.join(", ")}.`;

  if (!(range > 0 && range <= 10))
    fault("range", "range is a part of the value above 0 and at most 10, as 0.3 for ±30 %");
  if (!(Number.isSafeInteger(steps) && steps >= 1)) fault("steps", "steps is a whole number of values, 1 or more");
  for (const name of Object.keys(around))
    if (!Object.hasOwn(table, name)) fault(`around.${name}`, `${name} is no parameter. ${known}`);
  for (const name of Object.keys(grid))
    if (!Object.hasOwn(table, name)) fault(`grid.${name}`, `${name} is no parameter. ${known}`);
  for (const name of vary ?? []) if (!Object.hasOwn(table, name)) fault("vary", `${name} is no parameter. ${known}`);

  const axes: Axis[] = [];
  const fixed: Record<string, ParameterValue> = {};
  const turn = (name: string, parameter: Parameter, values: readonly ParameterValue[]): void => {
    const [only] = values;
    if (values.length > 1) axes.push({ name, ordered: parameter.kind === "number", values });
    else if (only !== undefined) fixed[name] = only;
  };
  for (const [name, parameter] of Object.entries(table)) {
    const centre = around[name] ?? parameter.default;
    const wrong = valueFault(name, parameter, centre);
    if (wrong !== null) fault(`around.${name}`, wrong);
    const listed = grid[name];
    if (listed !== undefined) {
      for (const value of listed) {
        const unfit = valueFault(name, parameter, value);
        if (unfit !== null) fault(`grid.${name}`, unfit);
      }
      if (listed.length === 0) fault(`grid.${name}`, `${name} has no values`);
      turn(name, parameter, inOrder(parameter, listed));
    } else if (vary === undefined ? parameter.kind === "number" : vary.includes(name)) {
      if (parameter.kind === "numbers") fault("vary", `${name} is a list; give its values one by one in a grid`);
      else if (wrong === null) turn(name, parameter, rangeOf(parameter, centre, range, steps));
    } else fixed[name] = centre;
  }
  if (Object.keys(faults).length > 0) return refuse("invalid", undefined, faults satisfies FieldErrors);
  return done({ axes, fixed });
}

function rangeOf(
  parameter: Exclude<Parameter, { kind: "numbers" }>,
  centre: ParameterValue,
  range: number,
  steps: number,
): readonly ParameterValue[] {
  switch (parameter.kind) {
    case "flag":
      return [false, true];
    case "choice":
      return parameter.choices;
    case "number":
      return typeof centre === "number" ? numbersAround(parameter, centre, range, steps) : [centre];
  }
}

/** Values on the parameter's own steps from the centre, inside its bounds. With fewer values than steps, they are spread evenly. */
function numbersAround(
  parameter: Extract<Parameter, { kind: "number" }>,
  centre: number,
  range: number,
  count: number,
): readonly number[] {
  const { min, max, step } = parameter;
  // 1e-9: 20 × 0.3 / 0.1 is 59.999999999999993 in binary
  const stepsTo = (distance: number, room: number): number =>
    Math.min(Math.max(Math.floor(distance / step + 1e-9), 1), Math.floor(room / step + 1e-9));
  const below = stepsTo(Math.abs(centre) * range, centre - min);
  const above = stepsTo(Math.abs(centre) * range, max - centre);
  const all = below + above + 1;
  const places = Math.min(all, count);
  if (places === 1 || centre === 0) return [centre];
  return Array.from({ length: places }, (_, n) =>
    gridValue(centre, step, Math.round((n * (all - 1)) / (places - 1)) - below),
  );
}

/** Each value once; numbers rising, choices as they were given. */
function inOrder(parameter: Parameter, values: readonly ParameterValue[]): readonly ParameterValue[] {
  const once = [...new Set(values)];
  return parameter.kind === "number" ? once.sort((a, b) => Number(a) - Number(b)) : once;
}

/** Why a value does not fit its parameter, as a sentence, or null. Steps do not bind what a person names. */
function valueFault(name: string, parameter: Parameter, value: ParameterValue): string | null {
  switch (parameter.kind) {
    case "number":
      if (typeof value !== "number" || !Number.isFinite(value)) return `${name} is a number, not ${String(value)}`;
      if (parameter.whole === true && !Number.isInteger(value)) return `${name} is a whole number, not ${value}`;
      if (value < parameter.min || value > parameter.max)
        return `${name} is between ${parameter.min} and ${parameter.max}, not ${value}`;
      return null;
    case "choice":
      return typeof value === "string" && parameter.choices.includes(value)
        ? null
        : `${name} is one of ${parameter.choices.join(", ")}, not ${String(value)}`;
    case "flag":
      return typeof value === "boolean" ? null : `${name} is true or false, not ${String(value)}`;
    case "numbers": {
      if (!Array.isArray(value)) return `${name} is a list of numbers`;
      const list: readonly unknown[] = value;
      const fits = list.every((item) => typeof item === "number" && item >= parameter.min && item <= parameter.max);
      return fits && list.length <= parameter.maxLength
        ? null
        : `${name} has up to ${parameter.maxLength} numbers between ${parameter.min} and ${parameter.max}`;
    }
  }
}
