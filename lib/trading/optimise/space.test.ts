import { describe, expect, it } from "vitest";
import type { ParameterTable } from "@/lib/trading/strategies/strategy";
import { decimalsOf, gridValue } from "./decimal-grid.ts";
import { makeSpace, type SpaceOptions } from "./make-space.ts";
import { coordinatesOf, indexOf, parametersAt, spaceSize, usableSets } from "./space.ts";

const table: ParameterTable = {
  fast: { kind: "number", label: "Fast", default: 20, min: 2, max: 400, step: 1, whole: true },
  slow: { kind: "number", label: "Slow", default: 50, min: 3, max: 60, step: 1, whole: true },
  stopPct: { kind: "number", label: "Stop", default: 0.5, min: 0.1, max: 50, step: 0.1 },
  cap: { kind: "number", label: "Cap", default: 0, min: 0, max: 10, step: 1 },
  mode: { kind: "choice", label: "Mode", default: "long", choices: ["long", "reverse"] },
  exits: { kind: "flag", label: "Exits", default: true },
  levels: { kind: "numbers", label: "Levels", default: [1, 2], min: 0, max: 9, maxLength: 3 },
};
const spaceOf = (options: SpaceOptions) => {
  const made = makeSpace(table, options);
  if (!made.ok) throw new Error(JSON.stringify(made.fieldErrors));
  return made.value;
};
const faultsOf = (options: SpaceOptions) => {
  const made = makeSpace(table, options);
  return made.ok ? null : made.fieldErrors;
};
const valuesOf = (options: SpaceOptions, name: string) =>
  spaceOf(options).axes.find((axis) => axis.name === name)?.values;

describe("the grid of a parameter", () => {
  it("has no dust of binary fractions", () => {
    expect([gridValue(0.1, 0.1, 2), gridValue(0.5, 0.1, -3), gridValue(20, 1, 3), gridValue(1e-8, 1e-8, 2)]).toEqual([
      0.3, 0.2, 23, 3e-8,
    ]);
    expect([20, 0.05, 1e-8, 2.5e-7, 1e21].map(decimalsOf)).toEqual([0, 2, 8, 8, 0]);
  });
});

describe("the space of an optimisation", () => {
  it("tells the first faults of a long list, and tells them at once", () => {
    const startedAt = performance.now();
    expect(faultsOf({ grid: { fast: Array.from({ length: 100_000 }, () => -1) } })?.["grid.fast"]).toHaveLength(20);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
  it("spans ± range around the defaults on the parameter's own steps, inside its bounds", () => {
    const space = spaceOf({ range: 0.3, steps: 100 });
    expect(space.axes.map((axis) => [axis.name, axis.values])).toEqual([
      ["fast", [14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26]],
      ["slow", Array.from({ length: 26 }, (_, n) => 35 + n)], // 65 is beyond the bound of 60
      ["stopPct", [0.4, 0.5, 0.6]], // 0.15 rounds down to one step
    ]);
    expect(space.fixed).toEqual({ cap: 0, mode: "long", exits: true, levels: [1, 2] });
    expect(spaceSize(space)).toBe(13 * 26 * 3);
  });
  it("spreads a number of steps evenly, ends included", () => {
    expect(valuesOf({ range: 0.3, steps: 5 }, "fast")).toEqual([14, 17, 20, 23, 26]);
    expect(valuesOf({ range: 0.3, steps: 4 }, "fast")).toEqual([14, 18, 22, 26]);
    expect(valuesOf({ range: 0.5, steps: 3 }, "fast")).toEqual([10, 20, 30]);
    expect(spaceOf({ steps: 1 }).axes).toEqual([]);
  });
  it("walks at least one step to either side, but not across a bound, and leaves a 0 alone", () => {
    expect(valuesOf({ around: { fast: 2 }, range: 0.1 }, "fast")).toEqual([2, 3]);
    expect(valuesOf({ around: { fast: 5 }, range: 0.1 }, "fast")).toEqual([4, 5, 6]);
    expect(valuesOf({ around: { cap: 0 }, vary: ["cap"] }, "cap")).toBeUndefined();
  });
  it("takes named parameters only, all values of a choice or a flag, and explicit grids in order, each value once", () => {
    const space = spaceOf({ vary: ["mode", "exits"], grid: { fast: [30, 10, 30, 11] }, around: { slow: 40 } });
    expect(space.axes.map(({ name, ordered, values }) => [name, ordered, values])).toEqual([
      ["fast", true, [10, 11, 30]],
      ["mode", false, ["long", "reverse"]],
      ["exits", false, [false, true]],
    ]);
    expect(space.fixed).toMatchObject({ slow: 40 });
    expect(spaceOf({ vary: [], grid: { fast: [7] } })).toMatchObject({ axes: [], fixed: { fast: 7 } });
  });
  it("names what it cannot use, and where", () => {
    expect(faultsOf({ grid: { fast: [1, 2.5, 7], quick: [1] }, around: { slow: 99 } })).toEqual({
      "grid.fast": ["fast must be at least 2, not 1", "fast must be a whole number from 2 to 400, not 2.5"],
      "grid.quick": ["there is no parameter quick; known are: fast, slow, stopPct, cap, mode, exits, levels"],
      "around.slow": ["slow must be at most 60, not 99"],
    });
    expect(faultsOf({ range: 0, steps: 0, vary: ["x", "levels"] })).toEqual({
      range: [expect.stringMatching(/above 0/)],
      steps: [expect.stringMatching(/1 or more/)],
      vary: [expect.stringMatching(/no parameter x/), expect.stringMatching(/levels is a list/)],
    });
    expect(faultsOf({ grid: { mode: ["short"], exits: ["yes"], levels: [[1, 2, 3, 4]], slow: [] } })).toEqual({
      "grid.mode": ['mode must be one of long, reverse, not "short"'],
      "grid.exits": ['exits must be true or false, not "yes"'],
      "grid.levels": ["levels may hold at most 3 numbers, not 4"],
      "grid.slow": ["slow has no values"],
    });
  });
  it("reads values from a command line", () => {
    expect(valuesOf({ vary: [], grid: { fast: ["20", "5", "10"] } }, "fast")).toEqual([5, 10, 20]);
  });
  it("numbers its combinations, the last axis fastest, and finds them again", () => {
    const space = spaceOf({ vary: ["exits"], grid: { fast: [10, 11, 30], mode: ["reverse", "long"] } });
    const all = Array.from({ length: spaceSize(space) }, (_, index) => parametersAt(space, index));
    expect(all.map(({ fast, mode, exits }) => [fast, mode, exits]).slice(0, 5)).toEqual([
      [10, "reverse", false],
      [10, "reverse", true],
      [10, "long", false],
      [10, "long", true],
      [11, "reverse", false],
    ]);
    expect(new Set(all.map((values) => JSON.stringify(values))).size).toBe(12);
    for (const index of all.keys()) expect(indexOf(space, coordinatesOf(space, index))).toBe(index);
    expect(() => parametersAt(space, 12)).toThrow(/no combination 12/);
  });
  it("drops what the strategy refuses, and counts before anything runs", () => {
    const space = spaceOf({ vary: [], grid: { fast: [10, 20, 30], slow: [10, 20, 30] } });
    const check = (values: Readonly<Record<string, unknown>>) =>
      Number(values.fast) < Number(values.slow) ? null : "fast must be below slow";
    expect(
      [...(usableSets(space, check) ?? [])]
        .map((index) => parametersAt(space, index))
        .map(({ fast, slow }) => [fast, slow]),
    ).toEqual([
      [10, 20],
      [10, 30],
      [20, 30],
    ]);
    const seen: unknown[] = [];
    usableSets(space, (parameters) => {
      seen.push({ ...parameters });
      return null;
    });
    expect(seen).toEqual(Array.from({ length: spaceSize(space) }, (_, index) => parametersAt(space, index)));
    const huge = spaceOf({ grid: { fast: Array.from({ length: 399 }, (_, n) => n + 2) }, range: 10, steps: 500 });
    expect(spaceSize(huge)).toBeGreaterThan(1_000_000);
    expect(usableSets(huge, check)).toBeNull();
  });
});
