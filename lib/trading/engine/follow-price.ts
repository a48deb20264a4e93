import { type StepSize, stepDown, stepUp } from "@/lib/trading/orders/step-size";
import type { OpenEntry } from "./state.ts";

/**
 * A trailing stop follows the best price seen, once that has come as far as the arming price. It only ever moves in favour; to the tick it
 * rounds away from the market. Called after the bar's own stop was checked: what arms or raises a stop works from the next bar on.
 */
export function follow(entry: OpenEntry, seen: number, tick: StepSize | null): void {
  const { trail, side } = entry;
  if (trail === null || side * (seen - trail.best) < 0) return;
  trail.best = seen;
  if (side * (seen - trail.from) < 0) return;
  const stop = seen * (1 - side * trail.distance);
  raiseStop(entry, side > 0 ? stepDown(tick, stop) : stepUp(tick, stop), "trailing");
}

/** Moves the stop in favour, never back. */
export function raiseStop(entry: OpenEntry, stop: number, reason: "trailing" | "breakEven"): void {
  if (entry.side * (entry.stop - stop) >= 0) return;
  entry.stop = stop;
  entry.stopReason = reason;
}
