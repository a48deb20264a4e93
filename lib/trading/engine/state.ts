import type { ExitReason, Sizing, Target } from "@/lib/trading/orders/order";

/** 1 long, -1 short: what prices are multiplied with. */
export type Sign = 1 | -1;

/** What protects an entry, its prices to the tick. NaN, null and 0 stand for none. */
export interface FixedProtection {
  readonly stop: number;
  readonly targets: readonly Target[];
  readonly trailing: { readonly armPct: number; readonly distancePct: number } | null;
  /** Counted from 1. */
  readonly breakEvenAfter: number;
  /** Works from the bar after the fill on. */
  readonly sleepsOnEntryBar: boolean;
}

export const NO_PROTECTION: FixedProtection = {
  stop: Number.NaN,
  targets: [],
  trailing: null,
  breakEvenAfter: 0,
  sleepsOnEntryBar: false,
};

/** An entry order that waits, its prices to the tick. Of one that will fill at the next open, `resting` is null. */
export interface WaitingEntry {
  readonly order: number;
  readonly side: Sign;
  readonly resting: RestingTerms | null;
  /** null: the run's own. */
  readonly sizing: Sizing | null;
  readonly tag: number;
  readonly protection: FixedProtection;
  readonly reverse: boolean;
}

export interface RestingTerms {
  readonly type: "limit" | "stop" | "stopLimit";
  /** NaN where the type has none. */
  readonly limit: number;
  readonly trigger: number;
  /** A stop-limit whose trigger was touched: a limit order from then on. */
  triggered: boolean;
}

/** One entry that is held. Fee and funding are those of what is left of it. */
export interface OpenEntry {
  /** Number of the order that opened it. */
  readonly order: number;
  readonly tag: number;
  readonly side: Sign;
  /** Index of the bar of the fill. */
  readonly bar: number;
  readonly price: number;
  /** Base units bought or sold short, and what is left of them. */
  readonly qty: number;
  held: number;
  fee: number;
  funding: number;
  /** Another one where its targets are moved. */
  protection: FixedProtection;
  /** Where the stop works now (NaN: none) and what put it there. */
  stop: number;
  stopReason: ExitReason;
  /** Index of the next target that has not filled, and the sum of the fractions of those that have. */
  nextTarget: number;
  soldFraction: number;
  /** Price from which a stop follows, how far away as a fraction, and the best price seen. null: it does not follow. */
  readonly trail: { readonly from: number; readonly distance: number; best: number } | null;
}

/** An order that only reduces `side`, its price to the tick (NaN: market). */
export interface WaitingReduction {
  readonly order: number;
  readonly side: Sign;
  readonly type: "market" | "limit" | "stop";
  readonly price: number;
  /** null: by fraction. */
  readonly qty: number | null;
  readonly fraction: number;
  readonly tag: number | null;
}

/** A wish to sell what is held at the next open: all of it (null), or the entries with one tag. */
export interface QueuedClose {
  readonly tag: number | null;
}

/**
 * All that a run remembers between two bars; plain data (`saveState`). `step` changes it in place. A strategy's own memory is not in it:
 * that lives in its closure and comes back by replaying the bars.
 */
export interface EngineState {
  /** The last bar taken: index (-1: none yet), open time, close. */
  index: number;
  time: number;
  close: number;
  /** True while a bar is being worked on; after a throw it stays so, and the state is of no use. */
  stepping: boolean;
  /** Quote money: what came in less what went out. A short's proceeds are in it. */
  cash: number;
  /** Base units held, negative when short. */
  position: number;
  /** Cash and value of what is held at the last close. */
  equity: number;
  readonly entries: OpenEntry[];
  readonly closes: QueuedClose[];
  /** Market entries for the next open. */
  readonly marketOrders: WaitingEntry[];
  /** Limit, stop and stop-limit entries. */
  readonly resting: WaitingEntry[];
  readonly reductions: WaitingReduction[];
  nextOrder: number;
  /** Time of the last funding that was looked at. */
  fundedUntil: number;
  barsInMarket: number;
  /** Where the held entries are liquidated; NaN: nowhere. */
  liquidation: number;
  /** A bar whose low stays above and whose high stays below these can touch nothing. No bar does while they are to be worked out anew. */
  quietAbove: number;
  quietBelow: number;
}

export function createState(cash: number): EngineState {
  return {
    index: -1,
    time: Number.NaN,
    close: Number.NaN,
    stepping: false,
    cash,
    position: 0,
    equity: cash,
    entries: [],
    closes: [],
    marketOrders: [],
    resting: [],
    reductions: [],
    nextOrder: 1,
    fundedUntil: Number.NEGATIVE_INFINITY,
    barsInMarket: 0,
    liquidation: Number.NaN,
    quietAbove: Number.NEGATIVE_INFINITY,
    quietBelow: Number.POSITIVE_INFINITY,
  };
}

/** What a decision asked for, in the order it asked. Sessions on a venue send these; the simulated market reads them from the state. */
export type Command =
  | { readonly type: "enter"; readonly order: WaitingEntry }
  | { readonly type: "reduce"; readonly order: WaitingReduction }
  | { readonly type: "close"; readonly tag: number | null }
  | { readonly type: "moveStop"; readonly price: number }
  | { readonly type: "moveTarget"; readonly price: number }
  | { readonly type: "cancel"; readonly order: number };

/** The usual close; it is wish and command in one, so that a signal makes no object for it. */
export const CLOSE_ALL = { type: "close", tag: null } as const satisfies Command & QueuedClose;
