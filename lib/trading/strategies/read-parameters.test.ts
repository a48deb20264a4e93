import { describe, expect, it } from "vitest";
import { readParameters } from "./read-parameters.ts";
import type { ParameterTable } from "./strategy.ts";

const table: ParameterTable = {
  fast: { kind: "number", label: "Fast", default: 20, min: 2, max: 400, step: 1, whole: true },
  stopPct: { kind: "number", label: "Stop", default: 2, min: 0, max: 50, step: 0.5 },
  side: { kind: "choice", label: "Side", default: "long", choices: ["long", "both"] },
  exitOnCross: { kind: "flag", label: "Exit on cross", default: true },
  levels: { kind: "numbers", label: "Levels", default: [], min: 0, max: 1e9, maxLength: 3 },
};

describe("values that are read", () => {
  it("takes defaults for what is left out", () => {
    expect(readParameters(table, {})).toEqual({
      ok: true,
      value: { fast: 20, stopPct: 2, side: "long", exitOnCross: true, levels: [] },
    });
  });
  it("reads the text of a command line", () => {
    const given = { fast: "30", stopPct: "0.5", side: "both", exitOnCross: "false", levels: "0.4,0.42, 0.44" };
    expect(readParameters(table, given)).toEqual({
      ok: true,
      value: { fast: 30, stopPct: 0.5, side: "both", exitOnCross: false, levels: [0.4, 0.42, 0.44] },
    });
  });
});

describe("faults name parameter, bound and value", () => {
  it.each([
    [{ fast: 401 }, "fast must be at most 400, not 401"],
    [{ fast: "1" }, 'fast must be at least 2, not "1"'],
    [{ fast: 20.5 }, "fast must be a whole number from 2 to 400, not 20.5"],
    [{ stopPct: "much" }, 'stopPct must be a number from 0 to 50, not "much"'],
    [{ stopPct: "" }, 'stopPct must be a number from 0 to 50, not ""'],
    [{ stopPct: Number.NaN }, "stopPct must be a number from 0 to 50, not NaN"],
    [{ stopPct: null }, "stopPct must be a number from 0 to 50, not an object"],
    [{ side: "short" }, 'side must be one of long, both, not "short"'],
    [{ exitOnCross: 1 }, "exitOnCross must be true or false, not 1"],
    [{ levels: [1, -2] }, "levels must be at least 0, not -2"],
    [{ levels: "1,2,3,4" }, "levels may hold at most 3 numbers, not 4"],
    [{ levels: 7 }, "levels must be a list of numbers, not 7"],
    [{ slow: 3 }, "there is no parameter slow; known are: fast, stopPct, side, exitOnCross, levels"],
    [{ toString: 3 }, "there is no parameter toString; known are: fast, stopPct, side, exitOnCross, levels"],
  ])("%j", (given, text) => {
    const read = readParameters(table, given);
    expect(read.ok ? null : read.detail).toBe(text);
  });
  it("names all of them at once, each at its name", () => {
    const read = readParameters(table, { fast: 0, side: "up" });
    expect(read.ok ? {} : read.fieldErrors).toEqual({
      fast: ["fast must be at least 2, not 0"],
      side: ['side must be one of long, both, not "up"'],
    });
  });
  it("asks the strategy whether the values go together", () => {
    const read = readParameters(table, {}, ({ fast }) => (fast === 20 ? "fast and slow are equal" : null));
    expect(read.ok ? null : read.detail).toBe("fast and slow are equal");
  });
});
