import { describe, expect, it } from "vitest";
import { heatMap } from "./heat-map.ts";
import { robustnessOf } from "./robustness.ts";
import type { ParameterSpace } from "./space.ts";
import type { TriedSet } from "./trial.ts";

const space: ParameterSpace = {
  axes: [
    { name: "fast", ordered: true, values: [5, 10, 20] },
    { name: "mode", ordered: false, values: ["long", "reverse"] },
    { name: "slow", ordered: true, values: [50, 100] },
  ],
  fixed: {},
};
const figures = {
  sharpe: null,
  calmar: null,
  return: null,
  profitFactor: null,
  expectancy: null,
  maxDrawdown: null,
  trades: 0,
};
/** fast × mode × slow, the last fastest: index = fast·4 + mode·2 + slow. */
const tried = (scores: Readonly<Record<number, number | null>>): TriedSet[] =>
  Object.entries(scores).map(([index, score]) => ({ index: Number(index), score, figures }));

describe("the heat map", () => {
  const sets = tried({ 0: 1, 2: 3, 1: null, 4: -1, 5: 2, 11: 7 });
  it("shows the best or the mean of what shares a cell, and counts it", () => {
    const best = heatMap(space, sets, { x: "fast", y: "slow", of: "best" });
    expect(best.cells.map(({ x, y, score, trials }) => [x, y, score, trials])).toEqual([
      [5, 50, 3, 2],
      [10, 50, -1, 1],
      [20, 50, null, 0],
      [5, 100, null, 1],
      [10, 100, 2, 1],
      [20, 100, 7, 1],
    ]);
    const mean = heatMap(space, sets, { x: "fast", y: "slow", of: "mean" });
    expect(mean.cells[0]).toEqual({ x: 5, y: 50, score: 2, trials: 2 });
  });
  it("takes any two axes, either way round", () => {
    const { x, y, cells } = heatMap(space, sets, { x: "mode", y: "fast", of: "best" });
    expect([x.values, y.values]).toEqual([
      ["long", "reverse"],
      [5, 10, 20],
    ]);
    expect(cells.map(({ score }) => score)).toEqual([1, 3, 2, null, null, 7]);
    expect(() => heatMap(space, sets, { x: "fast", y: "size", of: "best" })).toThrow(/size does not vary/);
  });
});

describe("the neighbourhood of the best", () => {
  const best: TriedSet = { index: 4, score: 2, figures }; // fast 10, long, slow 50
  it("is what is one value away on ordered axes and alike on the others", () => {
    // neighbours: fast 5/20 and slow 50/100, long: 0, 1, 5, 8, 9; not 6 (reverse)
    const found = robustnessOf(space, [best, ...tried({ 0: 1.9, 1: 1.8, 5: 1.79, 8: null, 6: 2, 7: 2 })], best, 0.1);
    expect(found).toEqual({
      neighbours: 4,
      goodShare: 0.5,
      mean: (1.9 + 1.8 + 1.79) / 3,
      worst: 1.79,
      withoutScore: 1,
    });
  });
  it("measures the tolerance by size when the best is a loss", () => {
    const loss: TriedSet = { ...best, score: -2 };
    expect(robustnessOf(space, tried({ 0: -2.1, 1: -2.3 }), loss, 0.1).goodShare).toBe(0.5);
  });
  it("says nothing of an only set", () => {
    expect(robustnessOf(space, [best], best, 0.1)).toEqual({
      neighbours: 0,
      goodShare: null,
      mean: null,
      worst: null,
      withoutScore: 0,
    });
  });
});
