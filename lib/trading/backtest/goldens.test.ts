import { describe, expect, it } from "vitest";
import { goldenBars } from "@/lib/testing/golden";
import type { GoldenTrade } from "@/lib/testing/golden-backtest";
import { GOLDEN_CASES, goldenCase } from "@/lib/testing/golden-case";
import { expectDailyEquity, expectMetrics, expectTrades, inOrder } from "@/lib/testing/golden-expectations";
import { runSteps } from "../engine/run-steps.ts";
import { type Bars, sliceBars } from "../market/bars.ts";
import { dailyEquity } from "../stats/days.ts";
import { measure } from "../stats/metrics.ts";
import { pyramidingOf } from "../strategies/pyramiding-of.ts";
import type { RunResult } from "./result.ts";
import { runBacktest } from "./run-backtest.ts";
import { createStudyColumns, prepareColumns } from "./study-columns.ts";

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
    it("has its equity at the end of each day", () => {
      const { time, equity } = dailyEquity(bars.time, result.equity);
      const daily = Array.from(time, (day, row): [number, number] => [day, equity[row] ?? 0]);
      expectDailyEquity(daily, A.equity_daily);
    });
    it("has the same trades up to there when the last 100 bars are cut off", () => {
      const cut = sliceBars(bars, 0, bars.length - 100);
      const wanted = A.trades.filter((trade) => trade.exit_bar < cut.length);
      expectTrades(inOrder(tradesOf(run(cut), cut)), inOrder(wanted));
    });
  });
});
