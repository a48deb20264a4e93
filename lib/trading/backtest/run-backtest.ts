import { AppError } from "@/lib/kernel/errors";
import { runSteps } from "../engine/run-steps.ts";
import type { RunSettings } from "../engine/settings.ts";
import { StrategyFailed } from "../engine/strategy-failed.ts";
import type { Bars } from "../market/bars.ts";
import { pyramidingOf } from "../strategies/pyramiding-of.ts";
import type { ParameterValues, Strategy } from "../strategies/strategy.ts";
import { refuseCoarseTick } from "./coarse-tick.ts";
import type { RunResult } from "./result.ts";
import { canWalk, runSignals } from "./run-signals.ts";
import { createStudyColumns, prepareColumns, type StudyColumns } from "./study-columns.ts";
import { RunStopped, type Watch } from "./watch.ts";

/**
 * Runs a strategy over history. Strategies of columns go by their events where the settings allow it, all else bar by bar through `step`;
 * the result is the same. `parameters` were read by `readParameters`; `studies` may be shared by runs over the same bars.
 * @throws StrategyFailed when the strategy throws, RunStopped when the watch says so
 */
export function runBacktest(
  bars: Bars,
  strategy: Strategy,
  parameters: ParameterValues,
  settings: RunSettings,
  { watch, studies }: { readonly watch?: Watch | undefined; readonly studies?: StudyColumns } = {},
): RunResult {
  const own = studies ?? createStudyColumns(bars);
  try {
    return runOver(own, strategy, parameters, settings, watch);
  } finally {
    if (studies === undefined) own.close();
  }
}

function runOver(
  studies: StudyColumns,
  strategy: Strategy,
  parameters: ParameterValues,
  settings: RunSettings,
  watch: Watch | undefined,
): RunResult {
  const { bars } = studies;
  refuseCoarseTick(bars, settings);
  const columns = prepareColumns(strategy, parameters, studies);
  if (strategy.kind === "bars" || !canWalk(settings)) {
    const pyramiding = pyramidingOf(strategy, parameters, settings.pyramiding);
    return runSteps(strategy, parameters, columns, { ...settings, pyramiding }, watch);
  }
  const result = namingFailure(bars, () => runSignals(strategy, parameters, columns, settings));
  // the whole walk takes less than a person notices: one look, at its end
  if (watch !== undefined && bars.length > 0 && !watch.onBar(bars.length - 1, result.equity[bars.length - 1] ?? 0)) {
    throw new RunStopped();
  }
  return result;
}

/** A strategy that throws while it reads whole columns has failed before the first bar was traded. */
function namingFailure(bars: Bars, run: () => RunResult): RunResult {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new StrategyFailed(0, bars.time[0] ?? 0, cause);
  }
}
