import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { measure } from "@/lib/trading/stats/metrics";
import { watchOf } from "../gauge.ts";
import { strategyOf } from "./strategy-of.ts";
import { buffersOf, type Task } from "./task.ts";

export const run: Task<"run"> = async ({ bars, strategy: ref, parameters, settings }, gauge) => {
  const strategy = await strategyOf(ref);
  gauge.begin(bars.length);
  const result = runBacktest(bars, strategy, parameters, settings, { watch: watchOf(gauge, bars.length) });
  const output = { result, metrics: measure(result, bars, settings) };
  return { output, transfer: buffersOf([result.equity, ...Object.values(result.trades)]) };
};
