import { expect, it } from "vitest";
import { candleFault } from "../market/candle.ts";
import { generateCandles } from "./generated-candles.ts";
import { nextPointTime, pointAt, shortestTimeframe } from "./replay-grid.ts";

const shape = {
  seed: 7,
  startMs: Date.UTC(2025, 0, 1),
  lengthMs: 60_000,
  bars: 2_000,
  startPrice: 60_000,
  decimals: 2,
  volatilityPct: 0.06,
};

it("generates the same sound series from the same seed, and another from another", () => {
  const candles = generateCandles(shape);
  expect(generateCandles(shape)).toEqual(candles);
  expect(generateCandles({ ...shape, seed: 8 })).not.toEqual(candles);
  expect(candles.map((candle) => candleFault(candle, 60_000)).filter((fault) => fault !== null)).toEqual([]);
  for (const [i, candle] of candles.entries()) if (i > 0) expect(candle.open).toBe(candles[i - 1]?.close);
  const returns = candles.map(({ open, close }) => Math.log(close / open) * 100);
  const deviation = Math.sqrt(returns.reduce((sum, value) => sum + value * value, 0) / returns.length);
  expect(deviation).toBeGreaterThan(0.05);
  expect(deviation).toBeLessThan(0.07);
});

it("walks series of different bars on one grid", () => {
  const quarter = 900_000;
  expect(nextPointTime(quarter - 1, ["15m"])).toBe(quarter);
  expect(nextPointTime(quarter, ["15m"])).toBe(quarter + 15_000);
  expect(nextPointTime(quarter, ["1h", "15m"])).toBe(quarter + 15_000);
  expect(pointAt(quarter + 30_000, "15m")).toEqual({ barTime: quarter, index: 2, exact: true });
  expect(pointAt(quarter + 30_001, "15m")).toEqual({ barTime: quarter, index: 2, exact: false });
  expect(pointAt(quarter + 30_000, "1h")).toEqual({ barTime: 0, index: 15, exact: false });
  expect(shortestTimeframe(["1d", "15m", "1h"])).toBe("15m");
});
