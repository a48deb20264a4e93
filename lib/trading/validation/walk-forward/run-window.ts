import type { RunResult } from "@/lib/trading/backtest/result";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import type { RunSettings } from "@/lib/trading/engine/settings";
import { type Bars, sliceBars } from "@/lib/trading/market/bars";
import type { Desk, ParameterValues, Strategy } from "@/lib/trading/strategies/strategy";
import { shiftTrades } from "./join-trades.ts";

/** Bars [from, to) are traded; indicators have known the bars since `warmFrom`. */
export interface WindowRun {
  readonly warmFrom: number;
  readonly from: number;
  readonly to: number;
  readonly parameters: ParameterValues;
  readonly cash: number;
}

/**
 * Runs a strategy in one window as it would have run live: its indicators are warm at the first bar, it decides from that bar's close on,
 * and what is open at the end is sold at the last close. Bars of the result count from `from`.
 */
export function runWindow(bars: Bars, strategy: Strategy, run: WindowRun, settings: RunSettings): RunResult {
  const warmUp = run.from - run.warmFrom;
  const seen = sliceBars(bars, run.warmFrom, run.to);
  const result = runBacktest(seen, quietBefore(strategy, warmUp), run.parameters, {
    ...settings,
    cash: run.cash,
    atEnd: "close",
  });
  return {
    ...result,
    trades: shiftTrades(result.trades, -warmUp),
    open: result.open.map((entry) => ({ ...entry, entryBar: entry.entryBar - warmUp })),
    equity: result.equity.subarray(warmUp),
  };
}

const nothing = (): void => undefined;
const IDLE: Desk = {
  ...{ enter: () => 0, buy: () => 0, sell: () => 0, reduce: () => 0 },
  ...{ close: nothing, moveStop: nothing, moveTarget: nothing, cancel: nothing, cancelAll: nothing },
};

/** The same strategy, deciding nothing before bar `first`. */
function quietBefore(strategy: Strategy, first: number): Strategy {
  if (first <= 0) return strategy;
  if (strategy.kind === "signals") {
    return {
      ...strategy,
      signals(columns, parameters, from, to, out) {
        strategy.signals(columns, parameters, from, to, out);
        out.fill(0, from, Math.min(Math.max(from, first), to));
      },
    };
  }
  return {
    ...strategy,
    start(parameters, lines, on) {
      const decide = strategy.start(parameters, lines, on);
      return (bar, desk) => {
        if (bar.index >= first) decide(bar, desk);
        else if (strategy.warmsItself === true) decide(bar, IDLE);
      };
    },
  };
}
