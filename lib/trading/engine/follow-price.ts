import { type StepSize, stepDown, stepUp } from "@/lib/trading/orders/step-size";
import type { OpenEntry } from "./state.ts";

/**
 * A trailing stop follows the best price seen, once that has come as far as the arming price. It only ever moves in favour; to the tick it
 * rounds away from the market. Called after the bar's own stop was checked: what arms or raises a stop works from the next bar on.
 */
export function follow(entry: OpenEntry, seen: number, tick: StepSize | null): void {
  if (Number.isNaN(entry.trailDistance)) return;
  const long = entry.side > 0;
  if (long ? seen > entry.best : seen < entry.best) entry.best = seen;
  if (long ? entry.best < entry.trailFrom : entry.best > entry.trailFrom) return;
  const stop = long
    ? stepDown(tick, entry.best * (1 - entry.trailDistance))
    : stepUp(tick, entry.best * (1 + entry.trailDistance));
  raiseStop(entry, stop, "trailing");
}

/** Moves the stop in favour, never back. */
export function raiseStop(entry: OpenEntry, stop: number, reason: "trailing" | "breakEven"): void {
  if (entry.side > 0 ? entry.stop >= stop : entry.stop <= stop) return;
  entry.stop = stop;
  entry.stopReason = reason;
}
