import type { Exchange, MarketInterface, Order, Position, Trade } from "ccxt";
import type { UtcMs } from "@/lib/kernel/time";
import type { ForcedClose, OrderRequest, RefusalCode, Traded, VenueAbilities } from "@/lib/ports/trade-venue";
import type { BudgetTerms } from "./request-budget.ts";

/**
 * What a venue's own code means: a refusal, `gone` (no such order, or one that is done), `unchanged` (it was so before). A code that a table
 * does not hold proves nothing.
 */
export type Meaning = RefusalCode | "gone" | "unchanged";

/**
 * Where one code stands for several things, its text decides. null: it proves nothing, whatever class ccxt gives it ("request timed out" is an
 * AuthenticationError at Bitget).
 */
export type Meanings = Readonly<Record<string, Meaning | null | ((text: string) => Meaning | null)>>;

export interface VenueCode {
  readonly code: string;
  readonly text: string;
}

/** An order in the words of ccxt's createOrder. Numbers are texts, so that none passes through a float. */
export interface CcxtOrder {
  readonly type: "market" | "limit";
  readonly side: "buy" | "sell";
  readonly amount: string;
  readonly price: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface WeighedRequest {
  readonly api: string;
  readonly path: string;
  readonly method: string;
  /** ccxt's weight of the endpoint. */
  readonly cost: number;
}

/** A trade and the order that it is of, in the ids under which it was sent: a trigger order's where it fired and made another. */
export interface TradeOf {
  readonly trade: Trade;
  /** null: it is not told yet which order it is of. */
  readonly venueOrderId: string | null;
  /** null: the venue does not say it of a trade. */
  readonly clientOrderId: string | null;
  /** null or absent: somebody sent the order. */
  readonly forced?: ForcedClose | null;
}

export type Ours = Traded & { readonly clientOrderId: string };

/** How one exchange is spoken to where ccxt does not make it the same as the others. Methods throw what ccxt throws. */
export interface Venue {
  readonly abilities: VenueAbilities;
  /** ccxt's options of its client. */
  readonly options: Readonly<Record<string, unknown>>;
  /** On top of them for its test network. */
  readonly testOptions?: Readonly<Record<string, unknown>>;
  readonly budget: BudgetTerms;
  weigh(request: WeighedRequest): number;
  /** The code in an answer of the venue; null: it is none of an error. */
  codeOf(json: unknown): VenueCode | null;
  readonly meanings: Meanings;
  /** What its user can do about a refusal, in a sentence; null: nothing that we know of. */
  advice?(said: VenueCode): string | null;
  /** How long an answer other than 429 and 418 bars this address; null: it does not. */
  barsMs?(status: number, body: string): number | null;
  /** How late a request may still arrive and be taken where RECV_WINDOW_MS cannot be told to the venue; 0: it can. */
  arrivesWithinMs(market: Traded["market"]): number;
  /** Asked once a client: what ccxt would else guess or ask for in the middle of an order. */
  prepare(exchange: Exchange): Promise<void>;
  /** Whether a protective stop is taken in a market of those where `abilities` say so; absent: in each. */
  takesStops?(market: MarketInterface): boolean;
  /** Why an order of an offered kind is not taken all the same, in words; null: it is. */
  unoffered?(order: OrderRequest): string | null;
  /** May ask for what it needs to know of the market first. */
  order(exchange: Exchange, order: OrderRequest, amount: string): CcxtOrder | Promise<CcxtOrder>;
  /** By client id, straight from the venue. @throws what ccxt throws when it is not there */
  readonly lookUps: readonly ((exchange: Exchange, of: Ours, since: UtcMs) => Promise<readonly Order[]>)[];
  byId(exchange: Exchange, of: Traded, venueOrderId: string): Promise<Order>;
  /**
   * Every resting order of a market, trigger orders too; of one symbol if given. `touched`: the symbols that this account was asked about, for
   * a venue that lists by symbol only.
   */
  openOrders(
    exchange: Exchange,
    market: Traded["market"],
    symbol: string | undefined,
    touched: readonly string[],
  ): Promise<readonly Order[]>;
  /** Orders of any state made since, as far as the venue lists them. */
  history(exchange: Exchange, of: Traded, since: UtcMs): Promise<readonly Order[]>;
  /** All pages, in any order, doubles allowed. */
  trades(exchange: Exchange, of: Traded, since: UtcMs): Promise<readonly TradeOf[]>;
  /** One attempt after the other until one is not `gone`: trigger orders live apart at some venues. */
  readonly cancels: readonly ((
    exchange: Exchange,
    of: Ours & { readonly venueOrderId: string | null },
  ) => Promise<unknown>)[];
  /**
   * What an order had filled when it was cancelled, in the venue's units, where the venue's own answer to the cancel says in so many words that this
   * order is cancelled and what it filled; null: the answer proves neither, `find` does.
   */
  cancelTells(info: unknown, of: Traded, venueOrderId: string): unknown;
  balanceParams(market: Traded["market"]): Readonly<Record<string, unknown>>;
  positions(exchange: Exchange): Promise<readonly Position[]>;
  setLeverage(exchange: Exchange, of: Traded, leverage: number): Promise<unknown>;
  /** Each resolves at the next message of one private stream. */
  readonly streams: readonly ((exchange: Exchange) => Promise<unknown>)[];
}

/** The order protocol's bound: a request that comes later than this is refused by the venue (SPEC 6, RELIABILITY 3.3). */
export const RECV_WINDOW_MS = 5_000;
