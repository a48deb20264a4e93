import { AppError } from "@/lib/kernel/errors";
import type { EngineState } from "./state.ts";
import { step } from "./step.ts";
import type { StepInput, Stepped } from "./step-input.ts";
import { StrategyFailed } from "./strategy-failed.ts";

/** A step whose fault, when it is the strategy's, says so with its bar. @throws StrategyFailed, or AppError "invariant" as `step` does */
export function stepOrFail(state: EngineState, input: StepInput): Stepped {
  try {
    return step(state, input);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new StrategyFailed(input.index, input.bars.time[input.index] ?? 0, cause);
  }
}
