import { describe, expect, it } from "vitest";
import { chance } from "@/lib/testing/random-bars";
import type { RunResult } from "../backtest/result.ts";
import { emptyTrades } from "../engine/trade-recorder.ts";
import { type Bars, emptyBars } from "../market/bars.ts";
import { curveFigures } from "./curve-figures.ts";
import { dailyEquity, dayEnds } from "./days.ts";
import { measure } from "./metrics.ts";
import { monthlyReturns } from "./monthly-returns.ts";
import { returnFigures } from "./return-figures.ts";
import { tradeDistribution } from "./trade-distribution.ts";
import { hourGroups, sideGroups, weekdayGroups } from "./trade-groups.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const curve = (...values: readonly number[]): Float64Array => Float64Array.from(values);

interface Row {
  readonly side?: 1 | -1;
  readonly bars?: readonly [number, number];
  readonly entry?: number;
  readonly stop?: number;
  readonly pnl: number;
  readonly fees?: number;
  readonly funding?: number;
}

function tradesOf(rows: readonly Row[]) {
  const trades = emptyTrades(rows.length);
  for (const [
    i,
    { side = 1, bars = [0, 1], entry = 100, stop = Number.NaN, pnl, fees = 0, funding = 0 },
  ] of rows.entries()) {
    trades.side[i] = side;
    trades.qty[i] = 2;
    [trades.entryBar[i], trades.exitBar[i]] = bars;
    trades.entryPrice[i] = entry;
    trades.stop[i] = stop;
    trades.pnl[i] = pnl;
    trades.fees[i] = fees;
    trades.funding[i] = funding;
  }
  return trades;
}

function barsOf(closes: readonly number[], stepMs = HOUR, start = 0): Bars {
  const bars = emptyBars(closes.length);
  for (const [i, close] of closes.entries()) {
    bars.time[i] = start + i * stepMs;
    bars.close[i] = close;
  }
  return bars;
}

const resultOf = (equity: Float64Array, rows: readonly Row[] = []): RunResult => ({
  trades: tradesOf(rows),
  open: [],
  equity,
  barsInMarket: 0,
  refused: {},
});
const measured = (equity: Float64Array, rows: readonly Row[] = [], stepMs = DAY) =>
  measure(resultOf(equity, rows), barsOf([...equity], stepMs), { cash: equity[0] ?? 0, barMs: stepMs });

describe("trades, by hand", () => {
  // 2 units at 100 each: 200 of notional
  const rows: readonly Row[] = [
    { pnl: 20, fees: 1, stop: 95, bars: [3, 9] },
    { pnl: -10, fees: 1, stop: 90, bars: [12, 14] },
    { pnl: 4, fees: 1, bars: [20, 21], side: -1, funding: -0.5 },
    { pnl: 0, fees: 1, bars: [20, 20], side: -1 },
  ];
  const metrics = measured(curve(1_000, 1_014), rows);
  it("counts a trade of nothing among the losses", () => {
    expect(metrics).toMatchObject({ trades: 4, wins: 2, losses: 2, winRatePct: 50, avgWin: 12, avgLoss: -5 });
    expect(metrics).toMatchObject({
      grossProfit: 24,
      grossLoss: 10,
      profitFactor: 2.4,
      bestTrade: 20,
      worstTrade: -10,
    });
  });
  it("gives the expectancy in money, percent and multiples of the risk", () => {
    expect(metrics.expectancy).toBe(3.5); // 14 / 4
    expect(metrics.expectancyPct).toBeCloseTo(1.75, 12); // (10 − 5 + 2 + 0) / 4
    expect(metrics.expectancyR).toBeCloseTo(0.75, 12); // (20 / 10 − 10 / 20) / 2
  });
  it("gives SQN = √N × mean / sd of the trades' returns", () => {
    // returns 0.1, −0.05, 0.02, 0: mean 0.0175, squares around it sum to 0.011675, sd = √(0.011675 / 3)
    expect(metrics.sqn).toBeCloseTo((2 * 0.0175) / Math.sqrt(0.011675 / 3), 12);
  });
  it("gives lengths, fees and funding", () => {
    expect(metrics).toMatchObject({
      avgTradeBars: 2.25,
      longestTradeBars: 6,
      totalFees: 4,
      feesPaid: 4,
      fundingPaid: 0.5,
    });
  });
});

it("adds what is still open to fees and funding paid, not to the trades", () => {
  const open = {
    side: "long",
    qty: 1,
    entryBar: 1,
    entryPrice: 5,
    stop: null,
    target: null,
    entryFee: 3,
    funding: 2,
    tag: -1,
  } as const;
  const result = { ...resultOf(curve(10, 10), [{ pnl: 1, fees: 1, funding: -4 }]), open: [open] };
  const metrics = measure(result, barsOf([1, 1]), { cash: 10, barMs: HOUR });
  expect(metrics).toMatchObject({ trades: 1, totalFees: 1, feesPaid: 4, fundingPaid: 2 });
});

describe("what is undefined is null", () => {
  it("without trades", () => {
    const {
      winRatePct,
      profitFactor,
      expectancy,
      expectancyPct,
      expectancyR,
      avgWin,
      avgLoss,
      bestTrade,
      worstTrade,
      sqn,
    } = measured(curve(10, 10));
    const all = [
      winRatePct,
      profitFactor,
      expectancy,
      expectancyPct,
      expectancyR,
      avgWin,
      avgLoss,
      bestTrade,
      worstTrade,
      sqn,
    ];
    expect(all).toEqual(Array(10).fill(null));
  });
  it("without a loss, a stop, a second trade", () => {
    expect(measured(curve(10, 11), [{ pnl: 1 }])).toMatchObject({
      profitFactor: null,
      avgLoss: null,
      expectancyR: null,
      sqn: null,
    });
  });
  it("with fewer than 30 days, and without a drawdown", () => {
    const days29 = curve(...Array.from({ length: 29 }, (_, i) => 100 + i));
    expect(measured(days29)).toMatchObject({
      sharpeDaily: null,
      sortinoDaily: null,
      volatilityDailyAnnPct: null,
      calmar: null,
    });
    const days30 = curve(...Array.from({ length: 30 }, (_, i) => 100 + (i % 2)));
    expect(measured(days30).sharpeDaily).not.toBeNull();
  });
  it("on a curve that stands still, or that touches zero", () => {
    expect(returnFigures(new Float64Array(40).fill(5), 365)).toEqual({ sharpe: null, sortino: null, volatilityPct: 0 });
    expect(returnFigures(curve(...Array(39).fill(5), 0), 365).sharpe).toBeNull();
    expect(measured(curve(10, 5, 0)).cagrPct).toBeNull();
  });
  it("as a year's growth after a jump in minutes, which no number can hold", () => {
    const bars = barsOf([1, 1, 1], 60_000);
    const metrics = measure(resultOf(curve(10, 9, 12)), bars, { cash: 10, barMs: 60_000 });
    expect(metrics).toMatchObject({ cagrPct: null, calmar: null });
    expect(metrics.returnPct).toBeCloseTo(20, 12);
  });
  it("as the quality of trades that all earned the same, where all that is left of risk is rounding", () => {
    const rows = [0.1, 0.3, 0.7, 1.1, 2.3].map((entry) => ({ entry, pnl: entry * 2 * 0.007 }));
    expect(measured(curve(10, 11), rows).sqn).toBeNull();
  });
  it("in an account that only grows by one rate, where all that is left of risk is rounding", () => {
    const equity = Float64Array.from({ length: 60 }, (_, i) => 100 * 1.01 ** i);
    expect(curveFigures(equity, 365).sharpe).toBeNull();
  });
  it("never Infinity or NaN, over an empty run as well", () => {
    for (const metrics of [measured(curve(10, 10)), measured(curve(10, 0)), measured(new Float64Array(0))]) {
      for (const [name, value] of Object.entries(metrics)) {
        if (typeof value === "number" && name !== "returnPct") expect(Number.isFinite(value), name).toBe(true);
      }
    }
  });
});

describe("the curve", () => {
  it("marks yearly figures of less than a year as extrapolated", () => {
    const year = (days: number) => measured(new Float64Array(days).fill(10)).annualised;
    expect([year(366), year(367)]).toEqual(["extrapolated", "measured"]); // 365 and 366 days between first and last
  });
  it("compares with holding from the first close on", () => {
    expect(measured(curve(100, 90, 120)).buyAndHoldPct).toBeCloseTo(20, 12);
  });
  it("falls from its highest point, in ratio and money, and for so long", () => {
    // 100 → 80 is the deepest ratio, 300 → 250 the deepest in money, 3 points below 100 the longest
    expect(curveFigures(curve(100, 90, 80, 95, 100, 300, 250), 365).drawdown).toEqual({
      ratio: 80 / 100 - 1,
      amount: 50,
      points: 3,
    });
    expect(curveFigures(curve(1, 2, 3), 365).drawdown).toEqual({ ratio: 0, amount: 0, points: 0 });
    expect(measured(curve(10, 9, 8, 9), [], 6 * HOUR).maxDrawdownDays).toBe(0.75);
  });
  it("takes the last equity of each UTC day that has a bar", () => {
    const { time } = barsOf([0, 0, 0, 0, 0], 10 * HOUR);
    const daily = dailyEquity(Float64Array.from([...time, 9 * DAY]), curve(1, 2, 3, 4, 5, 6));
    expect([...daily.time]).toEqual([0, DAY, 9 * DAY]);
    expect([...daily.equity]).toEqual([3, 5, 6]);
  });
  it("returns by the month, from the end of the one before", () => {
    const rows = monthlyReturns(
      Float64Array.from([Date.UTC(2023, 11, 30), Date.UTC(2023, 11, 31), Date.UTC(2024, 0, 5), Date.UTC(2024, 2, 1)]),
      curve(100, 110, 99, 198),
    );
    expect(rows.map(({ year, month, returnPct }) => [year, month, Math.round(returnPct ?? Number.NaN)])).toEqual([
      [2023, 12, 10],
      [2024, 1, -10],
      [2024, 3, 100],
    ]);
  });
});

describe("groups", () => {
  const time = Float64Array.from({ length: 40 }, (_, i) => Date.UTC(2024, 0, 1) + i * HOUR); // a Monday
  const trades = tradesOf([
    { pnl: 5, bars: [3, 4] },
    { pnl: -2, bars: [27, 28], side: -1, fees: 1 },
    { pnl: 1, bars: [5, 6], side: -1 },
  ]);
  it("by side", () => {
    const { long, short } = sideGroups(trades);
    expect(long).toMatchObject({ trades: 1, wins: 1, pnl: 5, profitFactor: null });
    expect(short).toMatchObject({
      trades: 2,
      wins: 1,
      winRatePct: 50,
      pnl: -1,
      profitFactor: 0.5,
      expectancy: -0.5,
      fees: 1,
    });
  });
  it("by the hour and weekday of the entry", () => {
    expect(hourGroups(trades, time).map((group) => group.trades)).toEqual([0, 0, 0, 2, 0, 1, ...Array(18).fill(0)]);
    expect(weekdayGroups(trades, time).map((group) => group.trades)).toEqual([2, 1, 0, 0, 0, 0, 0]);
  });
  it("by return, in bins of a readable width with an edge at 0, every trade in one", () => {
    const bins = tradeDistribution(tradesOf([{ pnl: -3 }, { pnl: 0 }, { pnl: 0.1 }, { pnl: 6.6 }]), 12);
    expect(bins.map(({ fromPct, trades: count }) => [fromPct, count]).filter(([, count]) => (count ?? 0) > 0)).toEqual([
      [-1.5, 1],
      [0, 2],
      [3, 1],
    ]);
    expect(bins.some(({ fromPct }) => fromPct === 0)).toBe(true);
    expect(tradeDistribution(tradesOf([]))).toEqual([]);
  });
});

it("finds the end of each day wherever bars are missing", () => {
  const next = chance(7);
  for (let round = 0; round < 200; round++) {
    const time: number[] = [];
    let at = Math.floor(next() * 3 * DAY);
    const step = [HOUR / 4, HOUR, 5 * HOUR, DAY, 3 * DAY][round % 5] ?? HOUR;
    for (let i = 0; i < 1 + next() * 400; i++) {
      time.push(at);
      at += step * (next() < 0.05 ? 1 + Math.floor(next() * 60) : 1);
    }
    const wanted = time.flatMap((open, i) =>
      Math.floor(open / DAY) === Math.floor((time[i + 1] ?? Infinity) / DAY) ? [] : [i],
    );
    expect([...dayEnds(Float64Array.from(time))]).toEqual(wanted);
  }
});
