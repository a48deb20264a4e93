import type { RunResult } from "@/lib/trading/backtest/result";
import { RunStopped, type Watch } from "@/lib/trading/backtest/watch";
import type { Refusal } from "@/lib/trading/orders/order";
import type { Columns, ParameterValues, Strategy } from "@/lib/trading/strategies/strategy";
import { closeAtEnd } from "./close-at-end.ts";
import { decideByBars } from "./decide-by-bars.ts";
import { decideBySignals } from "./decide-by-signals.ts";
import { openTrade } from "./open-trade.ts";
import { rulesOf } from "./rules.ts";
import type { RunSettings } from "./settings.ts";
import { createState, type EngineState } from "./state.ts";
import { type StepInput, stepInput } from "./step-input.ts";
import { stepOrFail } from "./step-or-fail.ts";

/**
 * Runs a strategy of either kind over columns that are filled already, bar by bar through `step`: the reference for every faster path.
 * @throws StrategyFailed with the bar when the strategy throws; RunStopped when the watch says so
 */
export function runSteps(
  strategy: Strategy,
  parameters: ParameterValues,
  columns: Columns,
  settings: RunSettings,
  watch?: Watch,
): RunResult {
  const { bars } = columns;
  const state = createState(settings.cash);
  const input = seated(strategy, parameters, columns, settings, state);
  const equity = new Float64Array(bars.length);
  const { refusals, trades, fills } = input.facts;
  fills.keeps = false;
  const refused: Partial<Record<Refusal, number>> = {};
  let nextLook = watch === undefined ? Number.POSITIVE_INFINITY : watch.everyBars - 1;
  for (let index = 0; index < bars.length; index += 1) {
    input.index = index;
    stepOrFail(state, input);
    equity[index] = state.equity;
    if (refusals.length > 0) for (const { reason } of refusals) refused[reason] = (refused[reason] ?? 0) + 1;
    if (index !== nextLook || watch === undefined) continue;
    if (!watch.onBar(index, state.equity)) throw new RunStopped();
    nextLook += watch.everyBars;
  }
  if (settings.atEnd !== "keep" && bars.length > 0) {
    closeAtEnd(state, input, settings.atEnd);
    equity[bars.length - 1] = state.equity;
  }
  const result = trades.result();
  trades.release();
  return { trades: result, open: state.entries.map(openTrade), equity, barsInMarket: state.barsInMarket, refused };
}

/** The input of a run: the strategy sits before a state that may be new or loaded. */
export function seated(
  strategy: Strategy,
  parameters: ParameterValues,
  columns: Columns,
  settings: RunSettings,
  state: EngineState,
): StepInput {
  const input = stepInput(state, rulesOf(settings), columns.bars);
  input.decide =
    strategy.kind === "signals"
      ? decideBySignals(strategy, parameters, columns)
      : decideByBars(strategy, parameters, columns, { state, input, index: state.index, busy: null });
  return input;
}
