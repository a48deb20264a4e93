import type { Dec } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import type { Instrument, MarketKind } from "@/lib/trading/market/instrument";
import type { ExchangeSecrets } from "./key-vault.ts";

/** Where orders go: one method a question, every answer one of a closed list, so that the order protocol decides and never guesses. */

/**
 * What requests wait for when the budget of an exchange runs short, first to last. `size`: what an entry has to know before it can be planned; those that
 * are planned leave before it. A `look` is one that nothing waits for.
 */
export const REQUEST_PRIORITIES = ["close", "protect", "open", "size", "data", "look"] as const;
export type RequestPriority = (typeof REQUEST_PRIORITIES)[number];

export interface Traded {
  readonly symbol: string;
  readonly market: MarketKind;
}

/** An order as it is sent. Amounts in base units, prices in the quote currency, already on the instrument's steps. */
export interface OrderRequest extends Traded {
  /** 32 lower-case hex characters (SPEC 6), ours on every order. */
  readonly clientOrderId: string;
  readonly side: "BUY" | "SELL";
  /** `stop` and `takeProfit` rest at the venue until `trigger` and then go to the market; `stopLimit` rests at `price` after it. */
  readonly type: "market" | "limit" | "stop" | "stopLimit" | "takeProfit";
  readonly qty: Dec;
  /** Limit price; of a market order the price that venues which take a cost multiply with (the touch). */
  readonly price: Dec | null;
  readonly trigger: Dec | null;
  readonly timeInForce: "GTC" | "IOC";
  /** Swaps only: a venue that spots nothing to reduce refuses it. */
  readonly reduceOnly: boolean;
}

export type VenueOrderState = "open" | "partial" | "filled" | "cancelled" | "rejected" | "expired";

/** An order as the venue tells it. */
export interface VenueOrder extends Traded {
  readonly venueOrderId: string;
  /** null: not given by the one who sent it, so it is not ours. */
  readonly clientOrderId: string | null;
  readonly side: "BUY" | "SELL";
  readonly type: OrderRequest["type"];
  readonly state: VenueOrderState;
  readonly qty: Dec;
  readonly filled: Dec;
  readonly averagePrice: Dec | null;
  readonly price: Dec | null;
  readonly trigger: Dec | null;
  readonly reduceOnly: boolean;
  readonly at: UtcMs;
}

/** Why an exchange itself closed a part of somebody's position: its margin was used up, the other side's was (auto-deleveraging), or the market ended. */
export const FORCED_CLOSES = ["liquidation", "adl", "settlement"] as const;
export type ForcedClose = (typeof FORCED_CLOSES)[number];

/**
 * One execution. Counted once by `tradeId`, whichever way it reached us. What a trigger order of ours executed as carries the trigger order's
 * ids, also where the venue makes a second order of it.
 */
export interface VenueFill extends Traded {
  readonly tradeId: string;
  readonly venueOrderId: string;
  readonly clientOrderId: string | null;
  readonly side: "BUY" | "SELL";
  readonly price: Dec;
  readonly qty: Dec;
  readonly fee: Dec;
  readonly feeCurrency: string;
  readonly at: UtcMs;
  /** Where the exchange says that nobody sent the order: it closed by force. */
  readonly forced?: ForcedClose;
}

export interface VenueBalance {
  readonly currency: string;
  /** Not bound by an order. */
  readonly free: Dec;
  readonly total: Dec;
}

/** A swap position. */
export interface VenuePosition extends Traded {
  readonly side: "LONG" | "SHORT";
  readonly qty: Dec;
  readonly entryPrice: Dec;
  readonly leverage: Dec | null;
  readonly liquidationPrice: Dec | null;
}

/** Why a venue said no, in codes that are the same for every venue. */
export const REFUSAL_CODES = [
  "insufficient_funds",
  "min_notional",
  "lot_size",
  "too_large",
  "price_filter",
  "bad_symbol",
  "market_closed",
  "reduce_only",
  "duplicate_client_id",
  "clock_skew",
  "bad_signature",
  "key_refused",
  "rate_limited",
  "leverage",
  "would_trigger",
  "not_supported",
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/**
 * What became of a sent order. `refused` only for what is proven to have done nothing (RELIABILITY 3.3); every other failure, raw errors
 * included, is `unknown` and has to be asked about. `notSent`: our own budget or circuit breaker held it back; nothing left this machine.
 */
export type Sent =
  /** `fills`: its executions, all of them, where the answer tells them; else empty. */
  | { readonly kind: "accepted"; readonly order: VenueOrder; readonly fills: readonly VenueFill[] }
  | { readonly kind: "refused"; readonly code: RefusalCode; readonly detail: string }
  | { readonly kind: "unknown"; readonly detail: string }
  | { readonly kind: "notSent"; readonly detail: string; readonly retryAfterMs: number };

/**
 * `gone`: the venue knows no such open order (it filled, was cancelled or never was): ask `find`. `end`: how the order ended and what it had filled by
 * then, only where the venue's own answer proves it; null: ask `find` too.
 */
export type Cancelled =
  | { readonly kind: "cancelled"; readonly end: { readonly state: "cancelled"; readonly filled: Dec } | null }
  | { readonly kind: "gone" }
  | { readonly kind: "unknown"; readonly detail: string }
  | { readonly kind: "notSent"; readonly detail: string; readonly retryAfterMs: number };

/** An answer to a question. `key`: the venue refuses the key. `limited`: our budget, breaker or the venue's limit. `unlisted`: it has no such market (any more). */
export type Asked<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly reason: "unreachable" | "key" | "limited" | "unlisted";
      readonly detail: string;
      readonly retryAfterMs?: number;
    };

/**
 * `takesStops` false: no stop can rest in this market, though its exchange offers it in others. `unlisted`: its exchange does not list it any more, and
 * this is what it said last.
 */
export type TradedInstrument = Instrument & { readonly takesStops?: false; readonly unlisted?: true };

/** One account at one exchange. Never retries by itself: what may be repeated is decided by the protocol. */
export interface TradeAccount {
  /** From memory: nothing is waited for. */
  instrument(of: Traded): Promise<Asked<TradedInstrument>>;
  /** Among questions (`data`), unless an entry waits for it. */
  ticker(
    of: Traded,
    priority?: RequestPriority,
  ): Promise<Asked<{ readonly bid: Dec; readonly ask: Dec; readonly at: UtcMs }>>;
  /**
   * `mayLeave` is asked last, after any wait for budget and right before the request is signed: on false nothing leaves (`notSent`). So an
   * order neither outlives its deadline in a queue nor passes a kill switch that came while it waited.
   */
  place(order: OrderRequest, priority: RequestPriority, mayLeave: () => Promise<boolean>): Promise<Sent>;
  cancel(order: Traded & { readonly clientOrderId: string; readonly venueOrderId: string | null }): Promise<Cancelled>;
  /**
   * The order with our client id, by every list that the venue has: by id, open orders, history since `since`, trades. `null`: each of
   * them answered and none has it, nor can it still arrive. `since` lies at most a minute before it was sent.
   */
  find(order: Traded & { readonly clientOrderId: string }, since: UtcMs): Promise<Asked<VenueOrder | null>>;
  /**
   * Every resting order of the account, trigger orders too; of one symbol if given. `known`: symbols that the caller knows of, for a venue that
   * lists by symbol only; what it did not name there is not seen. `markets`: a look around these that nothing waits for.
   */
  openOrders(
    of?: Traded,
    known?: readonly Traded[],
    markets?: readonly MarketKind[],
  ): Promise<Asked<readonly VenueOrder[]>>;
  /** Executions since a time, oldest first, all pages. `owed`: the exchange told of some, and a position waits for its protection. */
  fills(of: Traded, since: UtcMs, owed?: boolean): Promise<Asked<readonly VenueFill[]>>;
  /** Among questions (`data`), unless an order waits for it. */
  balances(market: MarketKind, priority?: RequestPriority): Promise<Asked<readonly VenueBalance[]>>;
  positions(): Promise<Asked<readonly VenuePosition[]>>;
  setLeverage(of: Traded, leverage: number): Promise<Asked<null>>;
  /** Calls back when the venue tells of an order or execution; only a hint to ask: REST catch-up is the truth. */
  watch(onHint: () => void, stop: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** What an exchange can do, read by code, docs and pages. */
export interface VenueAbilities {
  readonly id: string;
  readonly name: string;
  readonly markets: readonly MarketKind[];
  readonly orderTypes: Readonly<Record<MarketKind, readonly OrderRequest["type"][]>>;
  /** Whether a protective stop can rest at the venue. Where not, the worker holds it and says so. */
  readonly restingStop: Readonly<Record<MarketKind, boolean>>;
  readonly testnet: Readonly<Record<MarketKind, boolean>>;
  /** Of a spot market buy: by amount of the base, or by cost in quote. */
  readonly marketBuyBy: "amount" | "cost";
  readonly privateStream: boolean;
  readonly tellsRights: boolean;
}

export interface TradeVenues {
  readonly abilities: readonly VenueAbilities[];
  /** Whether its prices are those of our feed even where that is a replay, because it trades by them itself. */
  followsFeed(exchange: string): boolean;
  /** One account, its client warm (markets loaded). The secrets live as long as it does. */
  open(
    exchange: string,
    secrets: ExchangeSecrets,
    options: { readonly testnet: boolean },
  ): Promise<Asked<TradeAccount>>;
  /** Whether the exchange answers at present, by its circuit breaker; null: not asked yet. */
  health(exchange: string): { readonly healthy: boolean; readonly since: UtcMs } | null;
}
