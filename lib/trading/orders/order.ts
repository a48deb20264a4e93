/** Which way a position faces. In columns: 1 long, -1 short. */
export type Side = "long" | "short";

/**
 * How much an entry buys. `units`: base units. `quote`: money of the quote currency. `equityPct`: percent of the free cash at the fill
 * (whole lots, so that price and fee fit into it). `riskPct`: percent of equity that is lost when the stop is hit, fees left out.
 */
export type Sizing =
  | { readonly type: "units"; readonly value: number }
  | { readonly type: "quote"; readonly value: number }
  | { readonly type: "equityPct"; readonly value: number }
  | { readonly type: "riskPct"; readonly value: number };

/** A part of a position that is sold at a price. Fractions of all targets of an entry sum to 1. */
export interface Target {
  readonly price: number;
  readonly fraction: number;
}

/**
 * What protects an entry. Prices are absolute and fixed at the decision; all of it is active from the entry bar on (convention A), for an
 * entry at the open from the open, for one that fills inside its bar as far as the bar tells (`simulated/bar-protect.ts`).
 */
export interface Protection {
  readonly stop?: number;
  /** One to six, nearest first. */
  readonly targets?: readonly Target[];
  /** From `armPct` percent in favour on, a stop follows the best price at `distancePct` percent. */
  readonly trailing?: { readonly armPct: number; readonly distancePct: number };
  /** After this target (counted from 1) the stop moves to the entry price. */
  readonly breakEvenAfterTarget?: number;
  /** "nextBar": stop and targets of this entry sleep on the bar that fills it, as a grid's sell limits do. "entryBar" unless told. */
  readonly protectFrom?: "entryBar" | "nextBar";
}

/** An order to open or enlarge a position. Good until it fills, is refused at its fill or cancelled; made at a bar's close, it works from the next bar on. */
export interface EntryOrder extends Protection {
  readonly side: Side;
  readonly type: "market" | "limit" | "stop" | "stopLimit";
  /** Limit price of limit and stopLimit. */
  readonly limit?: number;
  /** Trigger price of stop and stopLimit. */
  readonly trigger?: number;
  /** The run's own sizing when left out. */
  readonly sizing?: Sizing;
  /** Closes what is held the other way first, at this order's own fill. Without it such an entry is refused. */
  readonly reverse?: boolean;
  /** Named by the strategy; a grid uses the number of its level. Trades carry it. */
  readonly tag?: number;
}

/**
 * An order that only sells what is held (buys it back, for a short): reduce-only. It never takes more than is held when it fills, oldest
 * entries first, and is taken back at the first close with that side no longer held.
 */
export interface ReduceOrder {
  /** Market: at the next open. Limit rests like a target, stop like a stop. */
  readonly type: "market" | "limit" | "stop";
  /** Limit or trigger; market orders have none. */
  readonly price?: number;
  /** Base units, or a part of what is held when it fills. Neither: all of it. */
  readonly qty?: number;
  readonly fraction?: number;
  /** Only entries with this tag. */
  readonly tag?: number;
}

/** Why a trade ended. In columns: its index in this list. */
export const EXIT_REASONS = ["signal", "stop", "target", "trailing", "breakEven", "liquidation", "end"] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** Why an entry was not made. `opposite`: the other side is held. `no_stop`: a size by risk has no stop to measure to. */
export const REFUSALS = [
  "no_cash",
  "below_min_notional",
  "zero_quantity",
  "pyramiding",
  "opposite",
  "no_stop",
  "invalid_price",
] as const;
export type Refusal = (typeof REFUSALS)[number];
