import { DEFAULT_SETTINGS, type RunSettings } from "@/lib/trading/engine/settings";
import { isTimeframe, TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import type { Sizing } from "@/lib/trading/orders/order";
import { findBuiltIn } from "@/lib/trading/strategies/built-in";
import { readParameters } from "@/lib/trading/strategies/read-parameters";
import type { ParameterValues, Strategy } from "@/lib/trading/strategies/strategy";
import { type GoldenBacktest, goldenBacktest } from "./golden-backtest.ts";

/** A golden backtest in our words: which built-in strategy, with which parameters and settings, must give it. */
export interface GoldenCase {
  readonly golden: GoldenBacktest;
  readonly strategy: Strategy;
  readonly parameters: ParameterValues;
  readonly settings: RunSettings;
}

interface Words {
  readonly strategy: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly sizing: Sizing;
  readonly lot?: number;
}

const units = (value: number): Sizing => ({ type: "units", value });
const MOST: Sizing = { type: "equityPct", value: 95 };
const SCALPER = { stopPct: 2, targetPct: 4, rsiMax: 60 };

/** All 11 files of ../shared/golden/backtests, their rules in our parameters. */
const CASES: Readonly<Record<string, Words>> = {
  bb_revert_sltp_ETH_5m: { strategy: "bollinger-reversion", parameters: {}, sizing: units(20) },
  donchian_20_10_long_SOL_4h: { strategy: "donchian-breakout", parameters: {}, sizing: units(300) },
  donchian_20_10_ls_BTC_1d: { strategy: "donchian-breakout", parameters: { side: "both" }, sizing: units(10) },
  grid_XRP_15m_tight: { strategy: "grid", parameters: { low: 0.45, high: 0.65, count: 41 }, sizing: units(500) },
  grid_XRP_1h: { strategy: "grid", parameters: { levels: "file" }, sizing: units(1000) },
  rsi_macd_sltp_SOL_1h: { strategy: "rsi-macd", parameters: SCALPER, sizing: units(300) },
  rsi_macd_sltp_XRP_15m: { strategy: "rsi-macd", parameters: SCALPER, sizing: units(5000) },
  rsi_macd_sltp_XRP_15m_95pct: { strategy: "rsi-macd", parameters: SCALPER, sizing: MOST, lot: 1 },
  sma_cross_long_ETH_1d_95pct: { strategy: "sma-cross", parameters: { fast: 10, slow: 30 }, sizing: MOST, lot: 1 },
  sma_cross_long_XRP_15m: { strategy: "sma-cross", parameters: {}, sizing: units(5000) },
  sma_cross_reverse_BTC_4h: {
    strategy: "sma-cross",
    parameters: { fast: 10, slow: 30, mode: "reverse" },
    sizing: units(10),
  },
};

export const GOLDEN_CASES = Object.keys(CASES);

export function goldenCase(name: string): GoldenCase {
  const words = CASES[name];
  const golden = goldenBacktest(name);
  const strategy = words === undefined ? undefined : findBuiltIn(words.strategy);
  if (words === undefined || strategy === undefined) throw new Error(`there is no golden case ${name}`);
  const given = words.parameters["levels"] === "file" ? { levels: golden.levels } : words.parameters;
  const parameters = readParameters(strategy.parameters, given, strategy.check);
  if (!parameters.ok) throw new Error(parameters.detail ?? "parameters");
  if (!isTimeframe(golden.timeframe)) throw new Error(golden.timeframe);
  const settings: RunSettings = {
    ...DEFAULT_SETTINGS,
    cash: golden.initial_cash,
    makerFee: golden.fee_rate,
    takerFee: golden.fee_rate,
    sizing: words.sizing,
    lot: words.lot ?? 0,
    barMs: TIMEFRAME_MS[golden.timeframe],
  };
  return { golden, strategy, parameters: parameters.value, settings };
}
