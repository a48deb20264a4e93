import { describe, expect, it } from "vitest";
import { pnlPeriods } from "./pnl-periods.ts";

const DAYS = [
  { day: "2025-12-31", pnl: "0.1", trades: 1 },
  { day: "2026-01-01", pnl: "0.2", trades: 2 },
  { day: "2026-01-04", pnl: "-5", trades: 1 },
  { day: "2026-01-05", pnl: "1.25", trades: 3 },
];

describe("results by period", () => {
  it("sums days up exactly", () => {
    expect(pnlPeriods(DAYS, "day").map(({ cumulative }) => cumulative)).toEqual(["0.1", "0.3", "-4.7", "-3.45"]);
  });

  it("begins weeks on Monday, over the turn of a year", () => {
    expect(pnlPeriods(DAYS, "week")).toEqual([
      { from: "2025-12-29", pnl: "-4.7", trades: 4, cumulative: "-4.7" },
      { from: "2026-01-05", pnl: "1.25", trades: 3, cumulative: "-3.45" },
    ]);
  });

  it("begins months on their first day", () => {
    expect(pnlPeriods(DAYS, "month")).toEqual([
      { from: "2025-12-01", pnl: "0.1", trades: 1, cumulative: "0.1" },
      { from: "2026-01-01", pnl: "-3.55", trades: 6, cumulative: "-3.45" },
    ]);
  });

  it("has nothing to say of nothing", () => {
    expect(pnlPeriods([], "month")).toEqual([]);
  });
});
