import type { TradeColumns } from "@/lib/trading/backtest/result";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { measure } from "@/lib/trading/stats/metrics";
import { type MonteCarlo, monteCarlo } from "@/lib/trading/validation/monte-carlo";
import { barsBetweenLooks } from "../gauge.ts";
import { strategyOf } from "./strategy-of.ts";
import { buffersOf, type Task } from "./task.ts";

/** Orders of trades that are tried: 1,000, fewer where many trades would keep a person waiting. */
const ORDERS_MAX = 1_000;
const STEPS_MAX = 4_000_000;

export const run: Task<"run"> = async ({ bars, strategy: ref, parameters, settings }, gauge) => {
  const strategy = await strategyOf(ref);
  gauge.begin(bars.length);
  const result = runBacktest(bars, strategy, parameters, settings, {
    watch: {
      everyBars: barsBetweenLooks(bars.length),
      onBar(bar, equity) {
        gauge.note(bar + 1, equity);
        return !gauge.isAskedToStop();
      },
    },
  });
  const output = {
    result,
    metrics: measure(result, bars, settings),
    monteCarlo: otherOrders(result.trades, settings.cash),
  };
  return { output, transfer: buffersOf([result.equity, ...Object.values(result.trades)]) };
};

function otherOrders({ length, pnl }: TradeColumns, cash: number): MonteCarlo | null {
  if (length < 2) return null;
  return monteCarlo({
    results: pnl.slice(0, length),
    cash,
    compounding: false,
    draws: "shuffle",
    runs: Math.max(100, Math.min(ORDERS_MAX, Math.floor(STEPS_MAX / length))),
    seed: 1,
  });
}
