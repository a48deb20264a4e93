import type { ExitReason, Refusal, Sizing, Target } from "@/lib/trading/orders/order";

/** 1 long, -1 short: what prices are multiplied with. */
export type Sign = 1 | -1;

/** One entry that is held. Fee and funding are those of what is left of it. */
export interface OpenEntry {
  /** Number of the order that opened it. */
  readonly order: number;
  readonly tag: number;
  readonly side: Sign;
  /** Index and open time of the bar of the fill. */
  readonly bar: number;
  readonly time: number;
  readonly price: number;
  /** Base units bought or sold short. */
  readonly qty: number;
  /** Base units that are left. */
  held: number;
  fee: number;
  funding: number;
  /** As fixed at the decision; NaN: none. */
  readonly firstStop: number;
  /** Where it works now; NaN: none. */
  stop: number;
  stopReason: ExitReason;
  readonly targets: readonly Target[];
  /** Index of the next target that has not filled. */
  nextTarget: number;
  /** Sum of the fractions of the targets that have. */
  soldFraction: number;
  /** Price from which a stop follows, and how far away, as a fraction; NaN: it does not. */
  readonly trailFrom: number;
  readonly trailDistance: number;
  /** Best price seen since the entry. */
  best: number;
  /** Counted from 1; 0: never. */
  readonly breakEvenAfter: number;
  /** Index of the first bar on which stop and targets work. */
  readonly protectedFrom: number;
}

/** An entry order that waits, its prices to the tick. */
export interface WaitingEntry {
  readonly order: number;
  readonly side: Sign;
  readonly type: "market" | "limit" | "stop" | "stopLimit";
  /** NaN where the type has none. */
  readonly limit: number;
  readonly trigger: number;
  /** A stop-limit whose trigger was touched: a limit order from then on. */
  triggered: boolean;
  /** null: the run's own. */
  readonly sizing: Sizing | null;
  readonly tag: number;
  readonly stop: number;
  readonly targets: readonly Target[];
  /** Percent; NaN: none. */
  readonly armPct: number;
  readonly distancePct: number;
  readonly breakEvenAfter: number;
  readonly sleepsOnEntryBar: boolean;
  readonly reverse: boolean;
}

/** A wish to sell what is held at the next open: all of it, or the entries with one tag. */
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
  nextOrder: number;
  /** Time of the last funding that was looked at. */
  fundedUntil: number;
  barsInMarket: number;
  /** Where the held entries are liquidated; NaN: nowhere. */
  liquidation: number;
  /** A bar whose low stays above and whose high stays below these can touch nothing. */
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
  | { readonly type: "close"; readonly tag: number | null }
  | { readonly type: "moveStop"; readonly price: number }
  | { readonly type: "cancel"; readonly order: number };

/** A closed trade: one row of TradeColumns. */
export interface ClosedTrade {
  readonly side: Sign;
  readonly qty: number;
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly stop: number;
  readonly target: number;
  readonly fees: number;
  readonly funding: number;
  readonly grossPnl: number;
  readonly pnl: number;
  readonly exitReason: ExitReason;
  readonly tag: number;
}

/** What happened on a bar, in the order it happened. */
export type Fact =
  | {
      readonly type: "fill";
      readonly order: number;
      readonly tag: number;
      /** 1 bought, -1 sold. */
      readonly side: Sign;
      readonly qty: number;
      /** Price inside the bar, before slippage and spread. */
      readonly basePrice: number;
      readonly price: number;
      readonly fee: number;
      readonly liquidity: "maker" | "taker";
      /** null: an entry. */
      readonly exitReason: ExitReason | null;
      readonly bar: number;
    }
  | ({ readonly type: "trade" } & ClosedTrade)
  | {
      readonly type: "funding";
      readonly time: number;
      readonly price: number;
      readonly rate: number;
      readonly amount: number;
    }
  | {
      readonly type: "refused";
      readonly order: number;
      readonly tag: number;
      readonly reason: Refusal;
      readonly bar: number;
    };
