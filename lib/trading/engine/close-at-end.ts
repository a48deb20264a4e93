import { closeEntry } from "./close-entry.ts";
import { settlePositions } from "./settle-positions.ts";
import type { EngineState } from "./state.ts";
import type { StepInput } from "./step-input.ts";

/**
 * Sells what is held after the last bar, at that bar's close or open, as a market order would be filled. The last point of the equity
 * curve then is the cash. What the last close asked for is never filled: there is no bar for it.
 */
export function closeAtEnd(state: EngineState, input: StepInput, at: "close" | "open"): void {
  const price = input.bars[at][state.index] ?? Number.NaN;
  for (const entry of state.entries) closeEntry(state, input, entry, entry.held, price, "taker", "end");
  settlePositions(state, input.rules);
  state.equity = state.cash;
}
