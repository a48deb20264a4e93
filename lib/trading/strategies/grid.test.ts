import { describe, expect, it } from "vitest";
import { goldenBars } from "@/lib/testing/golden";
import { runBacktest } from "../backtest/run-backtest.ts";
import { DEFAULT_SETTINGS, type RunSettings } from "../engine/settings.ts";
import { type Bars, emptyBars } from "../market/bars.ts";
import { grid } from "./grid.ts";
import { distanceLevels, percentLevels, spreadLevels } from "./grid-levels.ts";
import { readParameters } from "./read-parameters.ts";

const SETTINGS: RunSettings = {
  ...DEFAULT_SETTINGS,
  makerFee: 0,
  takerFee: 0,
  sizing: { type: "units", value: 1 },
  barMs: 60_000,
};

/** Bars that open where the last one closed and go straight to the next price. */
function path(...prices: readonly number[]): Bars {
  const bars = emptyBars(prices.length);
  for (const [i, price] of prices.entries()) {
    const open = prices[i - 1] ?? price;
    bars.time[i] = i * 60_000;
    bars.open[i] = open;
    bars.close[i] = price;
    bars.high[i] = Math.max(open, price);
    bars.low[i] = Math.min(open, price);
  }
  return bars;
}

function run(bars: Bars, given: Readonly<Record<string, unknown>>) {
  const read = readParameters(grid.parameters, given, grid.check);
  if (!read.ok) throw new Error(read.detail);
  const { trades, open } = runBacktest(bars, grid, read.value, SETTINGS);
  const rows = Array.from({ length: trades.length }, (_, row) => [
    trades.tag[row],
    trades.entryPrice[row],
    trades.exitPrice[row],
  ]);
  return { rows, open: open.map(({ tag, entryPrice }) => [tag, entryPrice]) };
}

const LEVELS = { levels: [90, 100, 110] };

describe("legs", () => {
  it("buy at their level, sell at the next one, and again", () => {
    const bars = path(105, 105, 99, 111, 99, 111, 105);
    expect(run(bars, LEVELS).rows).toEqual([
      [1, 100, 110],
      [1, 100, 110],
    ]);
  });
  it("trade once without re-entry", () => {
    const bars = path(105, 105, 99, 111, 99, 111, 105);
    expect(run(bars, { ...LEVELS, reentry: false }).rows).toEqual([[1, 100, 110]]);
  });
  it("take profit in percent of their own level when told", () => {
    expect(run(path(105, 105, 99, 104, 104), { ...LEVELS, takeProfitPct: 3 }).rows).toEqual([[1, 100, 103]]);
  });
  it("are not armed at the first bar's close, nor at or above the price", () => {
    expect(run(path(105, 85, 120), LEVELS)).toEqual({ rows: [], open: [] });
    expect(run(path(100, 100, 99, 111), LEVELS)).toEqual({ rows: [], open: [] });
  });
  it("never hold more than the cap, the nearest first", () => {
    const fall = path(105, 105, 89, 85);
    expect(run(fall, LEVELS).open).toEqual([
      [1, 100],
      [0, 90],
    ]);
    expect(run(fall, { ...LEVELS, cap: 1 }).open).toEqual([[1, 100]]);
    // the price rises: the one free leg is armed at the nearer level, the farther one is let go
    expect(run(path(95, 95, 105, 89), { ...LEVELS, cap: 1 }).open).toEqual([[1, 100]]);
  });
  it("take a share of the free cash each when told", () => {
    const read = readParameters(grid.parameters, { ...LEVELS, legPct: 10 }, grid.check);
    if (!read.ok) throw new Error(read.detail);
    const { open } = runBacktest(path(105, 105, 99, 99), grid, read.value, SETTINGS);
    expect(open.map(({ qty }) => qty)).toEqual([10]); // 10 % of 10,000 at 100
  });
});

describe("levels", () => {
  it("are spread without the dust of binary fractions", () => {
    expect(spreadLevels(0.45, 0.65, 41)[1]).toBe(0.455);
    expect(spreadLevels(0.4, 0.7, 16)).toEqual([
      0.4, 0.42, 0.44, 0.46, 0.48, 0.5, 0.52, 0.54, 0.56, 0.58, 0.6, 0.62, 0.64, 0.66, 0.68, 0.7,
    ]);
  });
  it("stand around a price by percent or by a distance, none at or below zero", () => {
    expect(percentLevels(100, 10, 3)).toEqual([90.9090909091, 100, 110]);
    expect(distanceLevels(10, 6, 5)).toEqual([4, 10, 16, 22]);
  });
  it("are laid around the price when none are given, and anew when it has left them with nothing held", () => {
    const around = { count: 3, spacingPct: 10 };
    // laid around 100: 90.9, 100, 110. At 120 they are left behind, laid around it: 109.09, 120, 132
    const { rows, open } = run(path(100, 100, 120, 119, 108, 121), around);
    expect([...rows, ...open].map(([, price]) => price)).toEqual([109.090909091]);
    expect(run(path(100, 100, 120, 119, 108, 121), { ...around, recentre: false }).open).toEqual([]);
  });
  it("wait for the ATR when their distance is one", () => {
    const bars = goldenBars("binance/SOLUSDT_1h.csv.gz");
    const { rows } = run(bars, { spacing: "atr", spacingAtr: 2, count: 10 });
    expect(rows.length).toBeGreaterThan(20);
  });
});

it("arms nothing while ADX is above the limit, and takes back what waits", () => {
  const bars = goldenBars("binance/SOLUSDT_1h.csv.gz");
  const given = { count: 20, spacingPct: 1 };
  const all = run(bars, given).rows.length;
  const calm = run(bars, { ...given, adxMax: 15 }).rows.length;
  expect(calm).toBeLessThan(all);
  expect(calm).toBeGreaterThan(0);
  expect(run(bars, { ...given, adxMax: 0.001 }).rows).toEqual([]);
});

it.each([
  [{ levels: [1] }, "levels needs at least 2 prices"],
  [{ levels: [1, 3, 2] }, "levels must rise: 2 follows 3"],
  [{ low: 5, high: 4 }, "low (5) must be less than high (4)"],
  [{ high: 4 }, "low must be above 0 when high is given"],
])("refuses %j", (given, text) => {
  const read = readParameters(grid.parameters, given, grid.check);
  expect(read.ok ? null : read.detail).toBe(text);
});
