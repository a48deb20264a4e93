import { done, type Result, refuse } from "@/lib/kernel/result";
import { readParameters } from "@/lib/trading/strategies/read-parameters";
import type { Parameter, ParameterTable, ParameterValue } from "@/lib/trading/strategies/strategy";
import { gridValue } from "./decimal-grid.ts";
import type { Axis, ParameterSpace } from "./space.ts";

/** Unless told: 30 % to both sides, in up to seven values. */
export const DEFAULT_RANGE = 0.3;
export const DEFAULT_STEPS = 7;
/** Faults told of one list of values: nobody reads a hundred thousand. */
const FAULTS_TOLD = 20;

export interface SpaceOptions {
  /** Centre of the ranges; what is left out is at its default. */
  readonly around?: Readonly<Record<string, unknown>>;
  /** Part of the centre's value to either side: 0.3 is ±30 %. At least one step is walked to either side; a 0 stays, as it means "off". */
  readonly range?: number;
  /** Values a parameter, spread evenly over its range. */
  readonly steps?: number;
  /** Parameters that vary; all numbers unless told. A choice or a flag named here takes all its values. */
  readonly vary?: readonly string[];
  /** Values of a parameter in so many words, as text or as they are: they vary whether or not `vary` names them. */
  readonly grid?: Readonly<Record<string, readonly unknown[]>>;
}

/** The combinations that an optimisation walks over. Refused with the fault at each path: unknown, of the wrong kind, out of bounds. */
export function makeSpace(table: ParameterTable, options: SpaceOptions = {}): Result<ParameterSpace, "invalid"> {
  const { around = {}, range = DEFAULT_RANGE, steps = DEFAULT_STEPS, vary, grid = {} } = options;
  const faults: Record<string, string[]> = {};
  const fault = (path: string, text: string): void => {
    faults[path] ??= [];
    if (faults[path].length < FAULTS_TOLD) faults[path].push(text);
  };
  const isKnown = (path: string, name: string): boolean => {
    if (Object.hasOwn(table, name)) return true;
    fault(path, `there is no parameter ${name}; known are: ${Object.keys(table).join(", ") || "none"}`);
    return false;
  };
  const read = (path: string, name: string, parameter: Parameter, given: unknown): ParameterValue | undefined => {
    const result = readParameters({ [name]: parameter }, { [name]: given });
    if (result.ok) return result.value[name];
    for (const text of result.fieldErrors?.[name] ?? []) fault(path, text);
    return undefined;
  };
  if (!(range > 0 && range <= 10))
    fault("range", "range must be a part of the value above 0 and at most 10: 0.3 is ±30 %");
  if (!(Number.isSafeInteger(steps) && steps >= 1)) fault("steps", "steps must be a whole number of values, 1 or more");
  for (const name of Object.keys(around)) isKnown(`around.${name}`, name);
  for (const name of Object.keys(grid)) isKnown(`grid.${name}`, name);
  for (const name of vary ?? []) isKnown("vary", name);

  const axes: Axis[] = [];
  const fixed: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(table)) {
    const centre = read(`around.${name}`, name, parameter, around[name]);
    const listed = grid[name]?.map((given) => read(`grid.${name}`, name, parameter, given));
    if (listed?.length === 0) fault(`grid.${name}`, `${name} has no values`);
    const isVaried = vary === undefined ? parameter.kind === "number" : vary.includes(name);
    if (isVaried && parameter.kind === "numbers" && vary !== undefined)
      fault("vary", `${name} is a list: give its values one by one in a grid`);
    if (centre === undefined) continue;
    const values = listed
      ? inOrder(
          parameter,
          listed.filter((value) => value !== undefined),
        )
      : isVaried
        ? rangeOf(parameter, centre, range, steps)
        : [centre];
    const [only] = values;
    if (values.length > 1) axes.push({ name, ordered: parameter.kind === "number", values });
    else if (only !== undefined) fixed[name] = only;
  }
  return Object.keys(faults).length > 0
    ? refuse("invalid", Object.values(faults).flat().join("; "), faults)
    : done({ axes, fixed });
}

function rangeOf(
  parameter: Parameter,
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
    case "numbers":
      return [centre];
  }
}

/** Values on the parameter's own steps from the centre, inside its bounds. With fewer values than steps, they are spread evenly. */
function numbersAround(
  { min, max, step }: Extract<Parameter, { kind: "number" }>,
  centre: number,
  range: number,
  count: number,
): readonly number[] {
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
