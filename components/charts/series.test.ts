import { describe, expect, it } from "vitest";
import { drawdownsOf, extentOf, stepPath, thin } from "./series.ts";

describe("series", () => {
  it("gives a flat or empty series an extent that can be divided by", () => {
    expect(extentOf([])).toEqual({ low: 0, high: 1 });
    expect(extentOf([3, 3])).toEqual({ low: 2.5, high: 3.5 });
    expect(extentOf([3, -1, 7])).toEqual({ low: -1, high: 7 });
  });

  it("thins to a count and always keeps the last", () => {
    const rows = Array.from({ length: 1_000 }, (_, at) => at);
    const kept = thin(rows, 160);
    expect(kept).toHaveLength(160);
    expect(kept.at(-1)).toBe(999);
    expect(thin([1, 2], 160)).toEqual([1, 2]);
  });

  it("draws steps, not slopes, from edge to edge", () => {
    expect(stepPath([0, 1], 102, 12, 1)).toEqual({ path: "M1.0 11.0H101.0V1.0", endX: 101, endY: 1 });
    expect(stepPath([], 100, 10, 1).path).toBe("");
  });

  it("measures a drawdown from the highest value so far", () => {
    const points = [100, 120, 90, 130].map((value, time) => ({ time, value }));
    expect(drawdownsOf(points).map((point) => point.value)).toEqual([0, 0, -25, 0]);
  });
});
