import { AppError, invariant } from "@/lib/kernel/errors";
import type { Candle } from "@/lib/trading/market/candle";
import { pyramidingOf } from "@/lib/trading/strategies/pyramiding-of";
import type { ParameterValues, Strategy } from "@/lib/trading/strategies/strategy";
import { GrowingColumns } from "./growing-columns.ts";
import { resumeRun } from "./resume-run.ts";
import { seated } from "./run-steps.ts";
import { type SavedState, saveState } from "./save-state.ts";
import type { RunSettings } from "./settings.ts";
import { tickFault } from "./settings-faults.ts";
import { createState, type EngineState } from "./state.ts";
import type { StepInput, Stepped } from "./step-input.ts";
import { stepOrFail } from "./step-or-fail.ts";

/** What a session trades with; the same for the whole of it. */
export interface LiveGround {
  readonly strategy: Strategy;
  readonly parameters: ParameterValues;
  readonly settings: RunSettings;
  /** Candles before the session: indicators are warm with them, nothing is decided on them. Bar indexes count them. */
  readonly history: readonly Candle[];
}

/**
 * A session that takes one closed candle after the other, as paper and live do: the same `step` as a backtest, over columns that grow.
 * What a take hands back holds until the next one.
 */
export class LiveRun {
  readonly #columns: GrowingColumns;
  readonly #state: EngineState;
  readonly #input: StepInput;
  readonly #tick: number;

  private constructor({ settings }: LiveGround, columns: GrowingColumns, state: EngineState, input: StepInput) {
    this.#tick = settings.tick;
    this.#columns = columns;
    this.#state = state;
    this.#input = input;
  }

  static start(ground: LiveGround): LiveRun {
    const columns = columnsOf(ground, []);
    const state = createState(ground.settings.cash);
    beginAfter(state, ground.history);
    const input = seated(ground.strategy, ground.parameters, columns, settingsOf(ground), state);
    return new LiveRun(ground, columns, state, input);
  }

  /**
   * Takes a session up where it was saved. `since` are the candles it has taken, in order.
   * @throws AppError "invariant" when they do not end with the candle that it was saved after
   */
  static resume(ground: LiveGround, since: readonly Candle[], saved: unknown): LiveRun {
    const columns = columnsOf(ground, since);
    const begin = (state: EngineState): void => beginAfter(state, ground.history);
    const { state, input } = resumeRun(ground.strategy, ground.parameters, columns, settingsOf(ground), saved, begin);
    invariant(
      state.index === columns.bars.length - 1,
      "the session was saved after another candle than the last one given",
    );
    return new LiveRun(ground, columns, state, input);
  }

  /**
   * @throws AppError "invariant" for a candle that is not later than the last one, "invalid" for one below the tick, which a backtest refuses too;
   * StrategyFailed, which ends the session
   */
  take(candle: Candle): Stepped {
    const fault = tickFault(candle.low, this.#tick);
    if (fault !== null) throw new AppError("invalid", fault);
    this.#input.index = this.#columns.take(candle);
    this.#input.bars = this.#columns.bars;
    return stepOrFail(this.#state, this.#input);
  }

  save(): SavedState {
    return saveState(this.#state);
  }
}

function columnsOf({ strategy, parameters, history }: LiveGround, since: readonly Candle[]): GrowingColumns {
  const columns = new GrowingColumns(strategy, parameters);
  for (const candles of [history, since]) for (const candle of candles) columns.take(candle);
  return columns;
}

function settingsOf({ strategy, parameters, settings }: LiveGround): RunSettings {
  return { ...settings, pyramiding: pyramidingOf(strategy, parameters, settings.pyramiding) };
}

/** A fresh account whose first bar is the one after the history. */
function beginAfter(state: EngineState, history: readonly Candle[]): void {
  const last = history.at(-1);
  if (last === undefined) return;
  state.index = history.length - 1;
  state.time = last.time;
  state.close = last.close;
}
