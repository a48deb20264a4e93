import type { ParameterValues, Strategy } from "./strategy.ts";

/** Entries that a run of this strategy allows in one direction: what its settings say, or what the strategy needs if that is more. */
export function pyramidingOf(strategy: Strategy, parameters: ParameterValues, asked: number): number {
  return Math.max(asked, strategy.entriesMax?.(parameters) ?? 1);
}
