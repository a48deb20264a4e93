import { describe, expect, it } from "vitest";
import { correlation, samePeriod } from "./compare.ts";

describe("comparing strategies", () => {
  it("cuts every record to the time in which all ran, started again at 1", () => {
    const old = {
      from: 0,
      until: 100,
      points: [
        [10, 2],
        [60, 3],
        [90, 2.4],
      ] as const,
    };
    const young = { from: 50, until: 100, points: [[70, 1.1]] as const };
    const same = samePeriod([old, young]);
    expect(same?.from).toBe(50);
    expect(same?.points[0]).toEqual([
      [60, 1.5],
      [90, 1.2],
    ]);
    expect(same?.points[1]).toEqual([[70, 1.1]]);
    expect(same?.figures[0]?.returnPct).toBeCloseTo(20, 10);
  });

  it("ends where the first of them was closed", () => {
    const closed = { from: 0, until: 60, points: [[20, 1.2]] as const };
    const runs = {
      from: 10,
      until: 100,
      points: [
        [30, 1.1],
        [80, 0.5],
      ] as const,
    };
    const same = samePeriod([closed, runs]);
    expect([same?.from, same?.to]).toEqual([10, 60]);
    expect(same?.points[1]).toEqual([[30, 1.1]]);
    expect(same?.figures[1]?.returnPct).toBeCloseTo(10, 10);
  });

  it("has nothing to say without a common time", () => {
    expect(samePeriod([{ from: 0, until: 10, points: [] }])).toBeNull();
    expect(
      samePeriod([
        { from: 0, until: 100, points: [[5, 1.1]] },
        { from: 50, until: 100, points: [[70, 1.1]] },
      ]),
    ).toBeNull();
    const closed = { from: 0, until: 40, points: [[5, 1.1]] as const };
    expect(samePeriod([closed, { from: 50, until: 100, points: [[70, 1.1]] }])).toBeNull();
  });

  it("correlates monthly returns where both have them", () => {
    const months = (...values: number[]) =>
      values.map((returnPct, at) => ({ month: `2026-0${at + 1}`, returnPct, trades: 1 }));
    expect(correlation(months(1, 2, 3), months(2, 4, 6))).toBeCloseTo(1, 10);
    expect(correlation(months(1, 2, 3), months(3, 2, 1))).toBeCloseTo(-1, 10);
    expect(correlation(months(1, 2), months(2, 4))).toBeNull();
    expect(correlation(months(1, 1, 1), months(2, 4, 6))).toBeNull();
  });
});
