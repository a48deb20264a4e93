import { describe, expect, it } from "vitest";
import { goldenBars } from "@/lib/testing/golden";
import type { GoldenBacktest, GoldenTrade } from "@/lib/testing/golden-backtest";
import { GOLDEN_CASES, goldenCase } from "@/lib/testing/golden-case";
import { runSteps } from "../engine/run-steps.ts";
import { type Bars, sliceBars } from "../market/bars.ts";
import { dailyEquity } from "../stats/days.ts";
import { type Metrics, measure } from "../stats/metrics.ts";
import { pyramidingOf } from "../strategies/pyramiding-of.ts";
import type { RunResult } from "./result.ts";
import { runBacktest } from "./run-backtest.ts";
import { createStudyColumns, prepareColumns } from "./study-columns.ts";

/** Rows in one order for both: trades of a grid that close on one bar have none of their own. */
const inOrder = (trades: readonly GoldenTrade[]): GoldenTrade[] =>
  trades.toSorted((a, b) => a.exit_bar - b.exit_bar || a.entry_bar - b.entry_bar || (a.level ?? 0) - (b.level ?? 0));

function tradesOf({ trades }: RunResult, bars: Bars): GoldenTrade[] {
  const orNull = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  return Array.from({ length: trades.length }, (_, row) => {
    const [entry, exit, tag] = [trades.entryBar[row] ?? 0, trades.exitBar[row] ?? 0, trades.tag[row] ?? -1];
    return {
      side: trades.side[row] === 1 ? "long" : "short",
      qty: trades.qty[row] ?? 0,
      entry_bar: entry,
      exit_bar: exit,
      entry_time: bars.time[entry] ?? 0,
      exit_time: bars.time[exit] ?? 0,
      entry_price: trades.entryPrice[row] ?? 0,
      exit_price: trades.exitPrice[row] ?? 0,
      sl: orNull(trades.stop[row]),
      tp: orNull(trades.target[row]),
      fees: trades.fees[row] ?? 0,
      gross_pnl: trades.grossPnl[row] ?? 0,
      pnl: trades.pnl[row] ?? 0,
      ...(tag >= 0 ? { level: tag } : {}),
    };
  });
}

/** Relative, and absolute below 1. */
const near = (tolerance: number, got: number | null, want: number | null): boolean =>
  got === null || want === null ? got === want : Math.abs(got - want) <= tolerance * Math.max(1, Math.abs(want));
const nearPrice = (got: number | null, want: number | null): boolean =>
  got === null || want === null ? got === want : Math.abs(got - want) <= 1e-9 * Math.abs(want);

function expectTrades(got: readonly GoldenTrade[], want: readonly GoldenTrade[]): void {
  const exact = ({ side, qty, entry_bar, exit_bar, entry_time, exit_time, level }: GoldenTrade) =>
    JSON.stringify([side, qty, entry_bar, exit_bar, entry_time, exit_time, level]);
  expect(got.map(exact)).toEqual(want.map(exact));
  for (const [row, trade] of got.entries()) {
    const wanted = want[row];
    if (wanted === undefined) throw new Error(`no row ${row}`);
    for (const name of ["entry_price", "exit_price", "sl", "tp"] as const) {
      expect(nearPrice(trade[name], wanted[name]), `${name} of trade ${row}: ${trade[name]}`).toBe(true);
    }
    for (const name of ["fees", "gross_pnl", "pnl"] as const) {
      expect(near(1e-6, trade[name], wanted[name]), `${name} of trade ${row}: ${trade[name]}`).toBe(true);
    }
  }
}

function expectMetrics(got: Metrics, want: GoldenBacktest["A"]["metrics"]): void {
  const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const values: Readonly<Record<string, unknown>> = { ...got };
  for (const [name, wanted] of Object.entries(want)) {
    const value = values[camel(name)];
    const isNear = wanted === null || value === null ? value === wanted : near(1e-6, Number(value), wanted);
    expect(isNear, `${camel(name)} is ${value}, not ${wanted}`).toBe(true);
  }
}

function expectDailyEquity({ equity }: RunResult, bars: Bars, want: GoldenBacktest["A"]["equity_daily"]): void {
  const daily = dailyEquity(bars.time, equity);
  expect([...daily.time]).toEqual(want.map(([time]) => time));
  for (const [row, [, wanted]] of want.entries()) {
    expect(near(1e-6, daily.equity[row] ?? 0, wanted), `equity of day ${row}: ${daily.equity[row]}`).toBe(true);
  }
}

describe.each(GOLDEN_CASES)("%s", (name) => {
  const { golden, strategy, parameters, settings } = goldenCase(name);
  const bars = goldenBars(golden.data);
  const { A } = golden;
  const byBacktest = (rows: Bars): RunResult => runBacktest(rows, strategy, parameters, settings);
  const byStep = (rows: Bars): RunResult =>
    runSteps(strategy, parameters, prepareColumns(strategy, parameters, createStudyColumns(rows)), {
      ...settings,
      pyramiding: pyramidingOf(strategy, parameters, settings.pyramiding),
    });

  describe.each([
    ["as a backtest", byBacktest],
    ["bar by bar", byStep],
  ])("%s", (_, run) => {
    const result = run(bars);
    it("has the trades of the independent engine", () => {
      expectTrades(inOrder(tradesOf(result, bars)), inOrder(A.trades));
    });
    it("leaves the same entries open", () => {
      expect(result.open.map(({ side, qty, entryBar }) => [side, qty, entryBar])).toEqual(
        A.open_trades.map((open) => [open.side, open.qty, open.entry_bar]),
      );
    });
    it("has its metrics", () => expectMetrics(measure(result, bars, settings), A.metrics));
    it("has its equity at the end of each day", () => expectDailyEquity(result, bars, A.equity_daily));
    it("has the same trades up to there when the last 100 bars are cut off", () => {
      const cut = sliceBars(bars, 0, bars.length - 100);
      const wanted = A.trades.filter((trade) => trade.exit_bar < cut.length);
      expectTrades(inOrder(tradesOf(run(cut), cut)), inOrder(wanted));
    });
  });
});
