import { invariant } from "@/lib/kernel/errors";
import type { EngineState, FixedProtection, OpenEntry, Sign, WaitingEntry } from "./state.ts";

/** An entry of a run as an account that follows it sees it. */
export interface StandingEntry {
  /** Number of its order, once in a run. */
  readonly order: number;
  readonly side: Sign;
  /** null: it has none. */
  readonly stop: number | null;
  readonly target: number | null;
}

/** What an account that follows a run is to hold, as of the run's last closed bar. */
export interface Standing {
  /** Held, and not to be left at the next open. */
  readonly holds: StandingEntry | null;
  /** Entered at the market at the next open. */
  readonly enters: StandingEntry | null;
}

/**
 * What a run stands for between two bars: one position at a time, entered and left at the market, with at most one stop and one target, as strategies of
 * kind `signals` trade.
 * @throws AppError "invariant" for a run that does more than that
 */
export function standingOf({ entries, closes, marketOrders, resting, reductions }: EngineState): Standing {
  invariant(
    entries.length <= 1 && marketOrders.length <= 1 && resting.length === 0 && reductions.length === 0,
    "a run with resting orders, part exits or several entries cannot be followed by its state",
  );
  const [held] = entries;
  const [next] = marketOrders;
  return {
    holds: held === undefined || closes.length > 0 ? null : heldEntry(held),
    enters: next === undefined ? null : nextEntry(next),
  };
}

function heldEntry({ order, side, stop, protection }: OpenEntry): StandingEntry {
  return { order, side, stop: priceOf(stop), target: targetOf(protection) };
}

function nextEntry({ order, side, protection }: WaitingEntry): StandingEntry {
  return { order, side, stop: priceOf(protection.stop), target: targetOf(protection) };
}

function targetOf({ targets }: FixedProtection): number | null {
  invariant(targets.length <= 1, "a run with several targets cannot be followed by its state");
  return targets[0]?.price ?? null;
}

function priceOf(price: number): number | null {
  return Number.isNaN(price) ? null : price;
}
