import { invariant } from "@/lib/kernel/errors";
import type { Columns, ParameterValues, Strategy } from "@/lib/trading/strategies/strategy";
import { seated } from "./run-steps.ts";
import { loadState } from "./save-state.ts";
import type { RunSettings } from "./settings.ts";
import { createState, type EngineState } from "./state.ts";
import { step } from "./step.ts";
import type { StepInput, Stepped } from "./step-input.ts";

/**
 * Takes a run up again where it was saved: the account from the saved state, the strategy's own memory by asking it again about every
 * bar since the run began. The next bar to step is `state.index + 1`. `columns` begin with the run's first bar.
 * @throws AppError "invariant" when the bars do not reach, or are not those that the state was saved over
 */
export function resumeRun(
  strategy: Strategy,
  parameters: ParameterValues,
  columns: Columns,
  settings: RunSettings,
  saved: unknown,
  begin: (fresh: EngineState) => void = () => undefined,
): { readonly state: Stepped["state"]; readonly input: StepInput } {
  const state = createState(settings.cash);
  const loaded = loadState(saved);
  const { index, time } = loaded;
  invariant(index < columns.bars.length, `the run was saved at bar ${index}, of ${columns.bars.length} that there are`);
  invariant(index < 0 || columns.bars.time[index] === time, `bar ${index} is not the one that the run was saved at`);
  begin(state);
  const input = seated(strategy, parameters, columns, settings, state);
  if (strategy.kind === "bars") {
    for (input.index = state.index + 1; input.index <= index; input.index += 1) step(state, input);
    input.facts.forget();
    input.commands.length = 0;
  }
  Object.assign(state, loaded);
  return { state, input };
}
