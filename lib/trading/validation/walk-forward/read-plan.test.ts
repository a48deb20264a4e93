import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readWalkForwardPlan } from "./read-plan.ts";

const faultsOf = (json: unknown) => {
  const read = readWalkForwardPlan(json);
  return read.ok ? {} : read.fieldErrors;
};
const windows = { unit: "bars", inSample: 100, outOfSample: 20 };

describe("the walk-forward file", () => {
  it("ships valid", () => {
    const read = readWalkForwardPlan(JSON.parse(readFileSync("configs/walkforward.json", "utf8")));
    expect(read).toMatchObject({
      ok: true,
      value: {
        stages: [
          { name: "coarse", around: "parameters" },
          { name: "fine", around: "previous" },
        ],
      },
    });
  });
  it("is documented with an example that is valid", () => {
    const example = /```json\n([\s\S]*?)```/.exec(readFileSync("docs/walkforward.md", "utf8"))?.[1];
    expect(readWalkForwardPlan(JSON.parse(example ?? ""))).toMatchObject({ ok: true });
  });
  it("fills in what is left out", () => {
    expect(
      readWalkForwardPlan({ stages: [{ windows, search: { vary: ["fast"], grid: { slow: [50, 100] } } }] }),
    ).toEqual({
      ok: true,
      value: {
        seed: 1,
        stages: [
          {
            name: "stage 1",
            around: "parameters",
            windows: { mode: "rolling", unit: "bars", inSample: 100, outOfSample: 20, step: 20 },
            search: {
              method: "sequential",
              trials: 200,
              objective: "sharpe",
              minTrades: 10,
              range: 0.3,
              steps: 7,
              vary: ["fast"],
              grid: { slow: [50, 100] },
            },
          },
        ],
      },
    });
  });
  it("tells every fault at its path", () => {
    expect(
      faultsOf({
        sed: 1,
        seed: -1,
        stages: [
          { windows: { ...windows, step: 10 }, search: {}, around: "previous" },
          {
            name: 7,
            windows: { unit: "weeks", inSample: 0.5, outOfSample: "20" },
            search: {
              method: "guess",
              trials: 0,
              objective: "fun",
              range: 0,
              steps: 1.5,
              vary: "fast",
              grid: { fast: 5 },
              minTrade: 1,
            },
          },
        ],
      }),
    ).toEqual({
      sed: ["is unknown here; known are seed, stages"],
      seed: ["must be a number from 0 to 4294967295, not -1"],
      "stages[0].windows.step": ["must be at least outOfSample (20), or the same bars would count twice, not 10"],
      "stages[0].around": ["the first stage has no previous one"],
      "stages[1].name": ["must be a text of at most 80 characters, not 7"],
      "stages[1].windows.unit": ['must be one of bars, days, not "weeks"'],
      "stages[1].windows.inSample": ["must be a whole number from 2 to 100000000, not 0.5"],
      "stages[1].windows.outOfSample": ['must be a whole number from 2 to 100000000, not "20"'],
      "stages[1].search.method": ['must be one of grid, random, sequential, not "guess"'],
      "stages[1].search.trials": ["must be a number from 1 to 1000000, not 0"],
      "stages[1].search.objective": ['must be one of sharpe, calmar, return, profitFactor, expectancy, not "fun"'],
      "stages[1].search.range": ["must be a number above 0 to 10, not 0"],
      "stages[1].search.steps": ["must be a whole number from 1 to 100000, not 1.5"],
      "stages[1].search.vary": ['must be a list of 0 to 100, not "fast"'],
      "stages[1].search.grid.fast": ["must be a list of 1 to 100000, not 5"],
      "stages[1].search.minTrade": [expect.stringMatching(/^is unknown here; known are method, trials/)],
    });
  });
  it.each([null, 5, "x", [], { stages: [] }, { stages: [1] }, { stages: [{}] }])("refuses %j in words", (json) => {
    const read = readWalkForwardPlan(json);
    expect(read).toMatchObject({ ok: false, reason: "invalid", detail: expect.stringMatching(/must be/) });
  });
});
