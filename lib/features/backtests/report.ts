import type { RunResult } from "@/lib/trading/backtest/result";
import type { Bars } from "@/lib/trading/market/bars";
import type { Metrics } from "@/lib/trading/stats/metrics";
import type { SettingsRecord } from "./settings-record.ts";
import { equityView, tradeViews } from "./view.ts";

/**
 * All that a report is made of. Reports are pure and carry no hour and no name of their own making: the same run gives the same bytes,
 * whenever and wherever it is made again.
 */
export interface ReportInput {
  readonly settings: SettingsRecord;
  readonly metrics: Metrics;
  readonly result: RunResult;
  readonly bars: Pick<Bars, "length" | "time" | "close">;
  readonly barMs: number;
}

/** Said wherever a result is shown. */
export const RISK_SENTENCE =
  "A backtest shows what rules would have done in the past, with fills that nobody had. It is no promise: trading can lose all that is put in, with leverage within minutes.";

/** How the numbers came about, in words. */
export const EVIDENCE_SENTENCE: Readonly<Record<SettingsRecord["evidenceClass"], string>> = {
  IN_SAMPLE: "In sample: the parameters may have been chosen on these very bars.",
  OUT_OF_SAMPLE: "Out of sample: each stretch was traded with parameters chosen on bars before it.",
};

/** Settings, metrics, trades and equity by the names of the API. What is not defined is null. */
export function jsonReport({ settings, metrics, result, bars, barMs }: ReportInput): string {
  const trades = tradeViews(result, bars.time);
  const equity = equityView(result.equity, bars.time, barMs);
  return `${JSON.stringify({ settings, metrics, open: result.open, trades, equity }, null, 1)}\n`;
}
