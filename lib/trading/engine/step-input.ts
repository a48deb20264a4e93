import type { Bars } from "@/lib/trading/market/bars";
import { Facts } from "./facts.ts";
import type { Rules } from "./rules.ts";
import type { Command, EngineState } from "./state.ts";

/** What one step gave. Commands and facts are reused: they are this bar's until the next step. */
export interface Stepped {
  readonly state: EngineState;
  readonly commands: readonly Command[];
  readonly facts: Facts;
}

/** A strategy's decision at the close of `input.index`: writes its orders into the state and the commands. */
export type Decide = (state: EngineState, input: StepInput) => void;

/** One closed bar, and all that it is judged by. One object serves one state for a whole run; a live feed's columns may be replaced as they grow. */
export interface StepInput {
  readonly rules: Rules;
  decide: Decide;
  bars: Bars;
  /** The bar after the last one taken. */
  index: number;
  readonly commands: Command[];
  readonly facts: Facts;
  /** What the step hands back, one object for all of them. */
  readonly stepped: Stepped;
}

/** @param decide set later where the strategy needs to see state and input first */
export function stepInput(state: EngineState, rules: Rules, bars: Bars, decide: Decide = nothing): StepInput {
  const commands: Command[] = [];
  const facts = new Facts();
  return { rules, decide, bars, index: 0, commands, facts, stepped: { state, commands, facts } };
}

const nothing: Decide = () => undefined;
