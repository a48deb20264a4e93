import { rulesOf } from "../engine/rules.ts";
import type { RunSettings } from "../engine/settings.ts";
import type { Columns, ParameterValues, SignalStrategy } from "../strategies/strategy.ts";
import { drawEquity } from "./draw-equity.ts";
import type { OpenTrade, RunResult } from "./result.ts";
import { createSignalColumn } from "./signal-column.ts";
import { SignalLog } from "./signal-log.ts";
import { walkSignals } from "./walk-signals.ts";
import type { Held } from "./walked.ts";

/** Funding changes cash while something is held; all else that settings can say is covered. */
export function canWalk(settings: RunSettings): boolean {
  return settings.market === "spot" || settings.funding === null || settings.funding.time.length === 0;
}

/** Signals and trades of a run are copied out of memory that the next run uses again. */
let scratch = { signals: createSignalColumn(0), log: new SignalLog({ isWhole: true }) };

function scratchFor(length: number): typeof scratch {
  if (scratch.signals.bytes.length !== length) {
    scratch = { signals: createSignalColumn(length), log: new SignalLog({ isWhole: true }) };
  }
  return scratch;
}

/** Runs a strategy of columns over history by its events: the same result as `runSteps`, to the bit, in a fraction of the time. */
export function runSignals(
  strategy: SignalStrategy,
  parameters: ParameterValues,
  columns: Columns,
  settings: RunSettings,
): RunResult {
  const { length, close } = columns.bars;
  const { signals, log } = scratchFor(length);
  strategy.signals(columns, parameters, 0, length, signals.bytes);
  const walked = walkSignals(strategy, parameters, columns, signals, rulesOf(settings), log);
  return {
    trades: log.trades.result(),
    open: walked.held === null ? [] : [openTrade(walked.held)],
    equity: drawEquity(close, settings.cash, log, walked),
    barsInMarket: walked.barsInMarket,
    refused: walked.refused,
  };
}

function openTrade(held: Held): OpenTrade {
  return {
    side: held.side > 0 ? "long" : "short",
    qty: held.qty,
    entryBar: held.bar,
    entryPrice: held.price,
    stop: Number.isNaN(held.stop) ? null : held.stop,
    target: Number.isNaN(held.target) ? null : held.target,
    entryFee: held.fee,
    funding: 0,
    tag: -1,
  };
}
