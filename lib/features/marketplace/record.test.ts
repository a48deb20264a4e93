import { describe, expect, it } from "vitest";
import { DAY_MS } from "@/lib/kernel/time";
import { figuresOf, type RecordPoint, recordOf, tradeResults, warningsOf } from "./record.ts";

const start = Date.UTC(2026, 0, 1);
const day = (n: number): number => start + n * DAY_MS;

describe("the record's figures", () => {
  const points: RecordPoint[] = [
    [day(1), 1.1],
    [day(3), 0.99],
    [day(5), 0.88],
    [day(40), 1.2],
    [day(45), 1.08],
  ];
  const figures = figuresOf(points, start, day(50));

  it("come from the closed trades alone", () => {
    expect(figures.tradeCount).toBe(5);
    expect(figures.returnPct).toBeCloseTo(8, 10);
    expect(figures.maxDrawdownPct).toBeCloseTo(-20, 10);
    expect(figures.lossesInRow).toBe(2);
    expect(figures.worstTradePct).toBeCloseTo(-11.1111, 3);
    expect(figures.winRatePct).toBe(40);
    expect(tradeResults(points)[0]).toBeCloseTo(10, 10);
  });

  it("measure a drawdown from high to next high, and the one that runs to now", () => {
    expect(figures.longestDrawdownDays).toBe(39);
    expect(figures.inLongestDrawdown).toBe(false);
    expect(figuresOf(points, start, day(100)).longestDrawdownDays).toBe(60);
    expect(figuresOf(points, start, day(100)).inLongestDrawdown).toBe(true);
  });

  it("give monthly returns against the end of the month before", () => {
    expect(figures.months.map((m) => [m.month, Math.round(m.returnPct * 10) / 10])).toEqual([
      ["2026-01", -12],
      ["2026-02", 22.7],
    ]);
    expect(figures.worstMonthPct).toBeCloseTo(-12, 10);
  });

  it("are null where nothing defines them, never 0 or infinity", () => {
    const none = figuresOf([], null, day(1));
    expect([none.returnPct, none.maxDrawdownPct, none.profitFactor, none.winRatePct, none.worstMonthPct]).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(figuresOf([[day(1), 1.1]], start, day(2)).profitFactor).toBeNull();
  });

  it("leave out rows that are no pairs of numbers", () => {
    expect(recordOf([[1, 1.1], ["x", 2], null, [2]])).toEqual([[1, 1.1]]);
    expect(recordOf({})).toEqual([]);
  });

  it("are read from a series with or without its base point, at any scale", () => {
    const withBase = [
      [day(0), 100],
      [day(1), 110],
      [day(3), 99],
    ];
    expect(recordOf(withBase, 2)).toEqual([
      [day(1), 1.1],
      [day(3), 0.99],
    ]);
    expect(recordOf([[day(1), 1.1]], 1)).toEqual([[day(1), 1.1]]);
  });

  it("come with what a reader must know first", () => {
    expect(warningsOf({ days: 41, tradeCount: 63, inLongestDrawdown: false }, false)).toEqual([
      "41 days live: too short to judge",
    ]);
    const below = { days: 400, tradeCount: 12, inLongestDrawdown: true };
    expect(warningsOf(below, false)).toEqual(["12 trades: too few to judge", "In its longest drawdown now"]);
    expect(warningsOf(below, true)).toEqual(["12 trades: too few to judge", "Closed in its longest drawdown"]);
    expect(warningsOf({ days: 0, tradeCount: 0, inLongestDrawdown: false }, false)).toEqual([]);
  });
});
