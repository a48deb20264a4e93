import { expect, it } from "vitest";
import { timeframeOfName, timeframeOfText, timeframeOfTimes } from "./timeframe-of.ts";

const MINUTE = 60_000;

it("is the commonest distance of bars, whatever one wrong row or a hole says", () => {
  const quarters = Array.from({ length: 20 }, (_, n) => n * 15 * MINUTE);
  expect(timeframeOfTimes(quarters)).toBe("15m");
  expect(timeframeOfTimes(quarters.toSpliced(5, 3))).toBe("15m");
  expect(timeframeOfTimes(quarters.toSpliced(5, 0, 4 * 15 * MINUTE + MINUTE))).toBe("15m");
  const halves = Array.from({ length: 20 }, (_, n) => n * 30 * MINUTE);
  expect(timeframeOfTimes(halves.toSpliced(5, 1))).toBeNull();
  expect(timeframeOfTimes([0, 7, 14])).toBeNull();
  expect(timeframeOfTimes([0])).toBeNull();
});

it.each([
  ["a CSV of milliseconds", "timestamp,open\n1704067200000,1\n1704070800000,1\n1704074400000,1\n", "1h"],
  ["a CSV of days", "Date,Open\n2024-01-01,1\n2024-01-02,1\n2024-01-03,1\n", "1d"],
  ["ccxt's JSON", "[[1704067200000,1],[1704067500000,1],[1704067800000,1]]", "5m"],
])("is seen in the first lines of %s", (_name, head, timeframe) => {
  expect(timeframeOfText(head)).toBe(timeframe);
});

it("is named by a file as a last resort", () => {
  expect(timeframeOfName("/data/XRPUSDT_15m.csv.gz")).toBe("15m");
  expect(timeframeOfName("/data/prices.csv")).toBeNull();
  expect(timeframeOfName("/data/x_7m.csv")).toBeNull();
});
