import { describe, expect, it } from "vitest";
import { DAY_MS } from "@/lib/kernel/time";
import { batchOf, sortBatch } from "./batch.ts";
import { compareRuns } from "./compare-runs.ts";
import { correlation } from "./correlation.ts";

const run = (name: string, firstDay: number, equity: readonly number[]) => ({
  name,
  time: Float64Array.from(equity, (_, n) => (firstDay + n) * DAY_MS),
  equity: Float64Array.from(equity),
});
const compared = (...runs: Parameters<typeof compareRuns>[0]) => {
  const comparison = compareRuns(runs);
  if (!comparison.ok) throw new Error(comparison.detail);
  return comparison.value;
};

describe("a correlation", () => {
  it("is numpy's", () => {
    // numpy.corrcoef([1, 2, 4, 8], [3, 1, 5, 4])[0, 1]
    expect(correlation(new Float64Array([1, 2, 4, 8]), new Float64Array([3, 1, 5, 4]))).toBeCloseTo(
      0.5201528681178065,
      12,
    );
  });
  it("is ±1 for the same and the opposite, null without variation", () => {
    const x = new Float64Array([0.01, -0.02, 0.03]);
    expect(correlation(x, x)).toBe(1);
    expect(
      correlation(
        x,
        x.map((value) => -value),
      ),
    ).toBe(-1);
    expect(
      correlation(
        x,
        x.map(() => 0),
      ),
    ).toBeNull();
    expect(correlation(x.subarray(0, 1), x.subarray(0, 1))).toBeNull();
  });
});

describe("a comparison", () => {
  const long = run("long", 0, [100, 50, 100, 110, 121, 60.5]);
  const short = run("short", 2, [2_000, 2_000, 1_800, 1_800, 900]);

  it("is over the days that all have, and says that it was cut", () => {
    const { from, to, days, isCut, figures, curves, times } = compared(long, short);
    expect([from, to, days, isCut]).toEqual(["1970-01-03", "1970-01-06", 4, true]);
    expect(times).toEqual([2, 3, 4, 5].map((day) => day * DAY_MS));
    expect(curves.map(({ values }) => values.map((value) => Math.round(value * 1e6) / 1e6))).toEqual([
      [100, 110, 121, 60.5],
      [100, 100, 90, 90],
    ]);
    expect(figures[0]).toMatchObject({ name: "long", sharpe: null, sortino: null });
    // The fall to 50 was before the shared days, the one to 900 after them
    expect(figures[0]?.returnPct).toBeCloseTo(-39.5, 10);
    expect(figures[0]?.maxDrawdownPct).toBeCloseTo(-50, 10);
    expect(figures[1]?.maxDrawdownPct).toBeCloseTo(-10, 10);
    const years = 3 / 365.25;
    expect(figures[1]?.cagrPct).toBeCloseTo((0.9 ** (1 / years) - 1) * 100, 9);
    expect(figures[1]?.calmar).toBeCloseTo((0.9 ** (1 / years) - 1) / 0.1, 9);
  });
  it("correlates daily returns", () => {
    // returns 10 %, 10 %, -50 % and 0, -10 %, 0: by numpy.corrcoef
    const { correlations } = compared(long, short);
    expect(correlations[0]?.[0]).toBe(1);
    expect(correlations[0]?.[1]).toBeCloseTo(-0.5, 12);
    expect(correlations[1]?.[0]).toBe(correlations[0]?.[1]);
    expect(compared(long, run("flat", 0, [5, 5, 5, 5, 5, 5])).correlations[0]?.[1]).toBeNull();
  });
  it("is not cut when all have the same days, and skips days that one lacks", () => {
    expect(compared(long, { ...long, name: "again" }).isCut).toBe(false);
    const holed = {
      name: "holed",
      time: Float64Array.from([0, 1, 3, 4], (day) => day * DAY_MS),
      equity: new Float64Array([1, 2, 3, 4]),
    };
    expect(compared(long, holed)).toMatchObject({ days: 4, isCut: true, from: "1970-01-01", to: "1970-01-05" });
  });
  it("refuses in words", () => {
    expect(compareRuns([long])).toMatchObject({ reason: "count", detail: "Choose two to 4 runs to compare." });
    expect(compareRuns([long, long, long, long, long])).toMatchObject({ reason: "count" });
    expect(compareRuns([long, run("later", 5, [1, 2, 3])])).toMatchObject({
      reason: "no_shared_period",
      detail: expect.stringMatching(/long: 1970-01-01 to 1970-01-06; later: 1970-01-06 to 1970-01-08/),
    });
    expect(compareRuns([long, run("ruined", 0, [0, 0, 0, 0])])).toMatchObject({ reason: "nothing_left" });
  });
});

describe("a batch", () => {
  it("is every symbol in every timeframe, once", () => {
    expect(batchOf(["B", "A", "B"], ["1h", "1d"])).toEqual([
      { symbol: "B", timeframe: "1h" },
      { symbol: "B", timeframe: "1d" },
      { symbol: "A", timeframe: "1h" },
      { symbol: "A", timeframe: "1d" },
    ]);
  });
  it("sorts by a figure with nulls last both ways, and keeps equal rows in order", () => {
    const rows = (
      [
        ["a", 1],
        ["b", null],
        ["c", 3],
        ["d", 1],
      ] as const
    ).map(([symbol, sharpe]) => ({ symbol, timeframe: "1h", sharpe }));
    const order = (by: string, direction: "up" | "down"): string =>
      sortBatch(rows, by, direction, (row, name) => (name === "sharpe" ? row.sharpe : null))
        .map(({ symbol }) => symbol)
        .join("");
    expect([order("sharpe", "up"), order("sharpe", "down"), order("symbol", "down"), order("unknown", "up")]).toEqual([
      "adcb",
      "cadb",
      "dcba",
      "abcd",
    ]);
  });
});
