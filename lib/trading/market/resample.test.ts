import { describe, expect, it } from "vitest";
import { barsOf, candlesOf, emptyBars } from "./bars.ts";
import { resampleBars } from "./resample.ts";

const MINUTE = 60_000;
const minute = (i: number, open: number, high: number, low: number, close: number, volume = 1) => ({
  time: i * MINUTE,
  open,
  high,
  low,
  close,
  volume,
});
const first = [minute(0, 10, 12, 9, 11), minute(1, 11, 15, 11, 14), minute(4, 14, 14, 8, 9)];
const longer = { time: 0, open: 10, high: 15, low: 8, close: 9, volume: 3 };

describe("longer bars out of shorter ones", () => {
  it("are made of what there is, holes and all", () => {
    expect(candlesOf(resampleBars(barsOf(first), "1m", "5m"))).toEqual([longer]);
    expect(resampleBars(emptyBars(0), "1m", "1h").length).toBe(0);
  });

  it("leave out a first and a last one that are not covered to the edge, unless all are asked for", () => {
    const bars = barsOf([minute(-2, 3, 3, 3, 3), ...first, minute(6, 9, 10, 9, 10)]);
    expect(candlesOf(resampleBars(bars, "1m", "5m"))).toEqual([longer]);
    expect([...resampleBars(bars, "1m", "5m", { edges: "all" }).time]).toEqual([-5, 0, 5].map((i) => i * MINUTE));
    expect(resampleBars(barsOf([minute(1, 1, 1, 1, 1)]), "1m", "1h").length).toBe(0);
  });

  it("sum volumes without the noise of floats", () => {
    const bars = barsOf([0.1, 0.2, 0.3, 0.4, 0.5].map((volume, i) => minute(i, 1, 1, 1, 1, volume)));
    expect(resampleBars(bars, "1m", "5m").volume[0]).toBe(1.5);
    const large = barsOf([1e12, 0, 0, 0, 1].map((volume, i) => minute(i, 1, 1, 1, 1, volume)));
    expect(resampleBars(large, "1m", "5m").volume[0]).toBe(1_000_000_000_001);
  });
});
