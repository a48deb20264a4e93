import { closeEntry } from "@/lib/trading/engine/close-entry";
import { follow, raiseStop } from "@/lib/trading/engine/follow-price";
import type { EngineState, OpenEntry } from "@/lib/trading/engine/state";
import type { StepInput } from "@/lib/trading/engine/step-input";
import { stepDown } from "@/lib/trading/orders/step-size";

/** What an entry saw of its bar: all of it, or the part after its own fill as far as the bar tells. */
export interface Seen {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

/** Fractions of targets are summed as floats; so near to 1 the last target takes all that is left. */
const WHOLE = 1 - 1e-9;

/**
 * Takes the exits of one held entry on one bar. In this order, since a bar does not tell which extreme came first: stop or liquidation
 * (whichever lies nearer to the market), then targets from the nearest on, then what the bar's best price does to the stop, which works
 * from the next bar. The caller settles positions.
 */
export function takeExits(state: EngineState, input: StepInput, entry: OpenEntry, seen: Seen): void {
  const asleep = entry.protection.sleepsOnEntryBar && entry.bar === input.index;
  takeStop(state, input, entry, seen, asleep ? Number.NaN : entry.stop);
  if (asleep || entry.held === 0) return;
  takeTargets(state, input, entry, seen);
  if (entry.held > 0) follow(entry, entry.side > 0 ? seen.high : seen.low, input.rules.tick);
}

/** Sells an entry at its stop or the liquidation, whichever is nearer; one that the market opened beyond fills at the open. */
export function takeStop(state: EngineState, input: StepInput, entry: OpenEntry, seen: Seen, stop: number): void {
  const long = entry.side > 0;
  const level = nearerLevel(entry.side, stop, state.liquidation);
  if (!(long ? seen.low <= level : seen.high >= level)) return;
  const basePrice = long ? Math.min(seen.open, level) : Math.max(seen.open, level);
  closeEntry(state, input, entry, entry.held, basePrice, "taker", level === stop ? entry.stopReason : "liquidation");
}

/** Of stop and liquidation the one that a falling (for a short: rising) market meets first; NaN when there is neither. */
export function nearerLevel(side: 1 | -1, stop: number, liquidation: number): number {
  if (Number.isNaN(stop)) return liquidation;
  return (side > 0 ? liquidation > stop : liquidation < stop) ? liquidation : stop;
}

function takeTargets(state: EngineState, input: StepInput, entry: OpenEntry, seen: Seen): void {
  const long = entry.side > 0;
  for (;;) {
    const target = entry.protection.targets[entry.nextTarget];
    if (target === undefined || !(long ? seen.high >= target.price : seen.low <= target.price)) return;
    const soldFraction = entry.soldFraction + target.fraction;
    const part =
      soldFraction >= WHOLE
        ? entry.held
        : stepDown(input.rules.lot, entry.qty * soldFraction - (entry.qty - entry.held));
    const basePrice = long ? Math.max(seen.open, target.price) : Math.min(seen.open, target.price);
    closeEntry(state, input, entry, part, basePrice, "maker", "target");
    entry.soldFraction = soldFraction;
    entry.nextTarget += 1;
    if (entry.nextTarget === entry.protection.breakEvenAfter) raiseStop(entry, entry.price, "breakEven");
  }
}
