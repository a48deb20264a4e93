import { describe, expect, it } from "vitest";
import { goldenBars, goldenJson } from "@/lib/testing/golden";
import { GOLDEN_CASES, goldenCase } from "@/lib/testing/golden-case";
import { DEFAULT_SETTINGS, type RunSettings } from "../engine/settings.ts";
import { sma } from "../indicators/sma.ts";
import { measure } from "../stats/metrics.ts";
import { columnOf } from "../strategies/column-of.ts";
import { readParameters } from "../strategies/read-parameters.ts";
import { CROSS_BITS, markCrosses } from "../strategies/signal-bits.ts";
import { smaCross } from "../strategies/sma-cross.ts";
import type { SignalStrategy } from "../strategies/strategy.ts";
import { runBacktest } from "./run-backtest.ts";

const DAY = { ...DEFAULT_SETTINGS, barMs: 86_400_000 };

interface GoogCase {
  readonly settings: {
    readonly fast: number;
    readonly slow: number;
    readonly cash: number;
    readonly commission: number;
  };
  readonly reproduced_here: Readonly<Record<string, number | string>>;
  readonly trades: readonly {
    readonly size: number;
    readonly entry_bar: number;
    readonly exit_bar: number;
    readonly entry: number;
    readonly exit: number;
    readonly pnl: number;
  }[];
}

describe("backtesting.py on GOOG, all free cash, always long or short", () => {
  const bars = goldenBars("reference/GOOG_1d.csv.gz");
  const { cases } = goldenJson<{ readonly cases: readonly GoogCase[] }>("external/backtesting_py_GOOG.json");
  const run = (found: GoogCase | undefined, atEnd: RunSettings["atEnd"]) => {
    if (found === undefined) throw new Error("no such case");
    const { fast, slow, cash, commission } = found.settings;
    const read = readParameters(smaCross.parameters, { fast, slow, mode: "reverse" });
    if (!read.ok) throw new Error(read.detail);
    const sizing = { type: "equityPct", value: 100 } as const;
    const settings = { ...DAY, cash, takerFee: commission, makerFee: commission, sizing, lot: 1, atEnd };
    const result = runBacktest(bars, smaCross, read.value, settings);
    return { result, metrics: measure(result, bars, settings), want: found.reproduced_here, trades: found.trades };
  };
  it.each([
    ["its own test: 66 trades, +414.23 %", 0, "open"],
    ["its README example as it really comes out: 93 trades, +462.64 %", 1, "keep"],
  ] as const)("%s", (_, index, atEnd) => {
    const { result, metrics, want, trades } = run(cases[index], atEnd);
    const { columns, rows } = { columns: result.trades, rows: [...Array(result.trades.length).keys()] };
    expect(
      rows.map((i) => [columns.entryBar[i], columns.exitBar[i], (columns.side[i] ?? 0) * (columns.qty[i] ?? 0)]),
    ).toEqual(trades.map((trade) => [trade.entry_bar, trade.exit_bar, trade.size]));
    for (const [i, trade] of trades.entries()) {
      expect(columns.entryPrice[i]).toBeCloseTo(trade.entry, 9);
      expect(columns.exitPrice[i]).toBeCloseTo(trade.exit, 9);
      expect(columns.pnl[i]).toBeCloseTo(trade.pnl, 6);
    }
    expect(metrics.finalEquity).toBeCloseTo(Number(want["Equity Final [$]"]), 6);
    expect(metrics.returnPct).toBeCloseTo(Number(want["Return [%]"]), 6);
    expect(metrics.maxDrawdownPct).toBeCloseTo(Number(want["Max. Drawdown [%]"]), 8);
    expect(metrics.winRatePct).toBeCloseTo(Number(want["Win Rate [%]"]), 8);
    expect(metrics.trades).toBe(Number(want["# Trades"]));
  });
});

it("backtrader's own test strategy on EUROSTOXX: fills, value and cash", () => {
  const bars = goldenBars("reference/EUROSTOXX_2006_1d.csv.gz");
  const golden = goldenJson<{
    readonly strategy_unoptimized: Readonly<Record<"BUYEXEC" | "SELLEXEC" | "BUYCREATE" | "SELLCREATE", string[]>> & {
      readonly final_value: string;
      readonly final_cash: string;
    };
  }>("external/backtrader_tests_2006.json").strategy_unoptimized;
  const closeCross: SignalStrategy = {
    kind: "signals",
    name: "close-cross",
    title: "Close cross",
    description: "In while the close is above its average of 15.",
    parameters: {},
    studies: () => ({ average: sma(15) }),
    signals: (columns, _, from, to, out) =>
      markCrosses(columns.bars.close, columnOf(columns, "average"), CROSS_BITS.long, from, to, out),
  };
  const settings = { ...DAY, takerFee: 0, makerFee: 0, sizing: { type: "units", value: 1 } as const };
  const { trades, open, equity } = runBacktest(bars, closeCross, {}, settings);
  const shown = (prices: Iterable<number>): string[] => Array.from(prices, (price) => price.toFixed(2));
  const closeBefore = (rows: Iterable<number>): string[] =>
    Array.from(rows, (row) => (bars.close[row - 1] ?? 0).toFixed(2));
  const entered = open.map((entry) => entry.entryBar);
  expect(shown([...trades.entryPrice, ...open.map((entry) => entry.entryPrice)])).toEqual(golden.BUYEXEC);
  expect(shown(trades.exitPrice)).toEqual(golden.SELLEXEC);
  expect(closeBefore([...trades.entryBar, ...entered])).toEqual(golden.BUYCREATE);
  expect(closeBefore(trades.exitBar)).toEqual(golden.SELLCREATE);
  const value = equity.at(-1) ?? 0;
  expect(value.toFixed(2)).toBe(golden.final_value);
  expect((value - (bars.close.at(-1) ?? 0)).toFixed(2)).toBe(golden.final_cash);
});

const PINE = GOLDEN_CASES.filter((name) =>
  [
    "donchian_20_10_long_SOL_4h",
    "rsi_macd_sltp_XRP_15m",
    "sma_cross_long_XRP_15m",
    "sma_cross_reverse_BTC_4h",
  ].includes(name),
);

it.each(PINE)("an independent Pine engine enters and leaves on the same bars: %s", (name) => {
  const { golden, strategy, parameters, settings } = goldenCase(name);
  const pine = goldenJson<{ readonly closed_trades: readonly { entry_bar: number; exit_bar: number }[] }>(
    `pine_equivalents/${name}.json`,
  );
  const { trades } = runBacktest(goldenBars(golden.data), strategy, parameters, settings);
  expect(pine.closed_trades.length).toBeGreaterThan(80);
  expect(Array.from(trades.entryBar, (bar, row) => [bar, trades.exitBar[row]])).toEqual(
    pine.closed_trades.map((trade) => [trade.entry_bar, trade.exit_bar]),
  );
});
