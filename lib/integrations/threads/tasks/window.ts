import { runWindow } from "@/lib/trading/validation/walk-forward/run-window";
import { strategyOf } from "./strategy-of.ts";
import type { Task } from "./task.ts";

export const window: Task<"window"> = async ({ bars, strategy, settings, run }, gauge) => {
  gauge.begin(1);
  const result = runWindow(bars, await strategyOf(strategy), run, settings);
  gauge.note(1);
  // Its equity is a view of a longer column: copied, so that the warm-up does not travel with it.
  return { output: { result: { ...result, equity: result.equity.slice() } }, transfer: [] };
};
