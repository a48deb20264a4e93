import type { Dec } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import type { Side } from "../market/quote.ts";

export type Entry =
  | { readonly type: "market" }
  /** A resting order: a long enters once the ask is at or below `high`, a short once the bid is at or above `low`. */
  | { readonly type: "limit"; readonly low: Dec; readonly high: Dec }
  /** Enters when the price crosses `price` from the side where it stood at publication. */
  | { readonly type: "trigger"; readonly price: Dec };

export interface Target {
  readonly price: Dec;
  /** Part of the first size that leaves here; all of a signal's fractions sum to 1. */
  readonly fraction: Dec;
}

/** From a gain of `armPct` % of the entry on, the stop follows `distancePct` % behind the best price. */
export interface Trailing {
  readonly armPct: Dec;
  readonly distancePct: Dec;
}

/** Moves the stop to the entry price once target number `afterTarget` (from 1) is hit, or once the gain reaches `triggerPct` %. */
export type BreakEven = { readonly afterTarget: number } | { readonly triggerPct: Dec };

export const TARGETS_MAX = 6;
export const DEFAULT_MAX_AGE_SEC = 30;
export const DEFAULT_MAX_SLIPPAGE_BPS = 50;

/** What a provider publishes, in exact numbers. */
export interface SignalPlan {
  readonly side: Side;
  readonly entry: Entry;
  readonly stopLoss: Dec;
  /** In the order in which they are reached. */
  readonly targets: readonly Target[];
  readonly trailing: Trailing | null;
  readonly breakEven: BreakEven | null;
  readonly expiresAt: UtcMs | null;
  /** Seconds after receipt within which a copy may still enter. */
  readonly maxAgeSec: number;
  /** Basis points by which a copy's entry may be worse than the signal's. */
  readonly maxSlippageBps: number;
  readonly leverage: Dec;
}

export type SignalState = "PENDING" | "OPEN" | "CLOSED" | "CANCELLED" | "EXPIRED";

/** Which way the price must go to reach a trigger. */
export type Crossing = "up" | "down";

/** A signal as it stands: all that a tick needs to decide what happens next. No memory of past prices is kept beside it. */
export interface WatchedSignal {
  readonly plan: SignalPlan;
  readonly state: SignalState;
  /** The stop as it stands; the plan's is the published one. */
  readonly stopLoss: Dec;
  readonly targetsHit: number;
  /** Part of the first size that is still held, 1 … 0. */
  readonly remaining: Dec;
  /** The price at which the signal entered; null while PENDING. */
  readonly entryPrice: Dec | null;
  /** For a trigger entry, by `crossingOf` at publication; else null. */
  readonly crossing: Crossing | null;
}

/** What the market did to a signal, in the words of its chain. Prices are what a follower could get. */
export type SignalFact =
  | { readonly type: "ENTER"; readonly price: Dec }
  | {
      readonly type: "REDUCE";
      readonly cause: "target";
      readonly n: number;
      readonly fraction: Dec;
      readonly price: Dec;
    }
  | { readonly type: "AMEND"; readonly cause: "trailing" | "breakEven"; readonly stopLoss: Dec }
  | {
      readonly type: "CLOSE";
      readonly cause: "target";
      readonly n: number;
      readonly fraction: Dec;
      readonly price: Dec;
    }
  | { readonly type: "CLOSE"; readonly cause: "stop" | "expiry"; readonly fraction: Dec; readonly price: Dec }
  | { readonly type: "EXPIRE" };
