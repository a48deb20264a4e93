import { describe, expect, it } from "vitest";
import { correlation, samePeriod } from "./compare.ts";

describe("comparing strategies", () => {
  it("cuts every record to the time in which all ran, started again at 1", () => {
    const old = {
      from: 0,
      points: [
        [10, 2],
        [60, 3],
        [90, 2.4],
      ] as const,
    };
    const young = { from: 50, points: [[70, 1.1]] as const };
    const same = samePeriod([old, young], 100);
    expect(same?.from).toBe(50);
    expect(same?.points[0]).toEqual([
      [60, 1.5],
      [90, 1.2],
    ]);
    expect(same?.points[1]).toEqual([[70, 1.1]]);
    expect(same?.figures[0]?.returnPct).toBeCloseTo(20, 10);
  });

  it("has nothing to say without a common time", () => {
    expect(samePeriod([{ from: 0, points: [] }], 10)).toBeNull();
    expect(
      samePeriod(
        [
          { from: 0, points: [[5, 1.1]] },
          { from: 50, points: [[70, 1.1]] },
        ],
        100,
      ),
    ).toBeNull();
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
