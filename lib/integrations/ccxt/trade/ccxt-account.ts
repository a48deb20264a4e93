import type { Exchange } from "ccxt";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { Clock } from "@/lib/ports/clock";
import type {
  Asked,
  RefusalCode,
  TradeAccount,
  Traded,
  VenueFill,
  VenueOrder,
  VenuePosition,
} from "@/lib/ports/trade-venue";
import { instrumentOfMarket } from "../read-market.ts";
import type { AccountCalls } from "./account-calls.ts";
import { failed } from "./account-calls.ts";
import { cancelOrder } from "./cancel-order.ts";
import { classify } from "./classify.ts";
import { findOrder } from "./find-order.ts";
import type { Listing } from "./listing.ts";
import { placeOrder } from "./place-order.ts";
import { contractSize, number, positive, readFill, readOpenOrders, Unreadable } from "./read-order.ts";
import type { SharedTickers } from "./shared-tickers.ts";
import type { Venue } from "./venue.ts";
import { watchAccount } from "./watch-account.ts";

export interface AccountOptions {
  readonly venue: Venue;
  readonly exchange: Exchange;
  readonly calls: AccountCalls;
  readonly clock: Clock;
  readonly tickers: SharedTickers;
  readonly listing: Listing;
}

/** Refusals that say that the market may not be any more what we know of it. */
const OF_LISTING: ReadonlySet<RefusalCode> = new Set([
  "lot_size",
  "too_large",
  "price_filter",
  "min_notional",
  "bad_symbol",
  "market_closed",
  "not_supported",
]);

/** One account behind the port. */
export function createCcxtAccount({ venue, exchange, calls, clock, tickers, listing }: AccountOptions): TradeAccount {
  const parts = { venue, calls, clock };
  const touched = new Set<string>();
  const touch = <T extends Traded>(of: T): T => {
    touched.add(of.symbol);
    return of;
  };

  const knows = (symbol: string): boolean => exchange.markets?.[symbol] !== undefined;

  /** A good key without the right to trade swaps holds nothing there: the same key opens spot. */
  const mayNotTouch = async (
    market: Traded["market"],
    told: Asked<unknown> & { readonly ok: false },
  ): Promise<boolean> =>
    market === "swap" &&
    told.reason === "key" &&
    (await calls.ask("protect", () => exchange.fetchBalance({ ...venue.balanceParams("spot") }))).ok;

  return {
    // Markets are here since the account opened: nothing is waited for, and no breaker keeps an exit from what it is rounded by.
    async instrument(of) {
      listing.renew();
      listing.adopt(exchange, touched);
      const { symbol } = touch(of);
      const isListed = listing.lists(symbol);
      if (!isListed) listing.renew(true);
      if (!knows(symbol)) {
        const detail = `${venue.abilities.name} does not list ${symbol}.`;
        return { ok: false, reason: "unlisted", detail };
      }
      try {
        const market = exchange.market(symbol);
        const value = instrumentOfMarket(exchange, market);
        if (value === null || value.market !== of.market) throw new Unreadable("a market without its steps");
        return {
          ok: true,
          value: {
            ...value,
            ...(venue.takesStops?.(market) === false ? { takesStops: false } : {}),
            ...(isListed ? {} : { unlisted: true }),
          },
        };
      } catch (error) {
        listing.renew(true);
        return failed(classify(venue, error, { priority: "data", requests: [], received: [] }));
      }
    },

    ticker: (of, priority = "data") =>
      tickers.ask(of, () => calls.ask(priority, () => readTicker(exchange, of, clock))),
    async place(order, priority, mayLeave) {
      const sent = await placeOrder(parts, touch(order), priority, mayLeave);
      if (sent.kind === "refused" && OF_LISTING.has(sent.code)) listing.renew(true);
      return sent;
    },
    cancel: (order) => cancelOrder(parts, touch(order)),
    find: (order, since) => findOrder(parts, touch(order), since),

    async openOrders(of, known = [], markets) {
      for (const one of of === undefined ? known : [of]) touch(one);
      const all: VenueOrder[] = [];
      for (const market of of === undefined ? (markets ?? venue.abilities.markets) : [of.market]) {
        const told = await calls.ask(markets === undefined ? "protect" : "look", async () =>
          readOpenOrders(exchange, await venue.openOrders(exchange, market, of?.symbol, [...touched].filter(knows))),
        );
        if (!told.ok && !(of === undefined && (await mayNotTouch(market, told)))) return told;
        if (told.ok) all.push(...told.value);
      }
      return { ok: true, value: all };
    },

    fills: (of, since, owed = false) =>
      calls.ask(owed ? "protect" : "data", async () => {
        const byId = new Map<string, VenueFill>();
        for (const told of await venue.trades(exchange, touch(of), since)) {
          if (told.venueOrderId === null && told.trade.order !== undefined) continue; // not traced yet: the next reading has it
          const fill = readFill(exchange, told);
          if (fill.at >= since) byId.set(fill.tradeId, fill);
        }
        return [...byId.values()].sort(
          (a, b) => a.at - b.at || a.tradeId.localeCompare(b.tradeId, "en", { numeric: true }),
        );
      }),

    balances: (market, priority = "data") =>
      calls.ask(priority, async () => {
        const told = await exchange.fetchBalance(venue.balanceParams(market));
        return Object.keys(told.total ?? {}).flatMap((currency) => {
          const total = number(Reflect.get(told.total ?? {}, currency));
          const free = number(Reflect.get(told.free ?? {}, currency));
          return total === null ? [] : [{ currency, total, free: free ?? total }];
        });
      }),

    async positions() {
      if (!venue.abilities.markets.includes("swap")) return { ok: true, value: [] };
      const told = await calls.ask("protect", async () =>
        (await venue.positions(exchange)).flatMap((position) => readPosition(exchange, position)),
      );
      return !told.ok && (await mayNotTouch("swap", told)) ? { ok: true, value: [] } : told;
    },

    async setLeverage(of, leverage): Promise<Asked<null>> {
      const tried = await calls.run("open", () => venue.setLeverage(exchange, of, leverage));
      if (tried.ok || tried.verdict.meaning === "unchanged") return { ok: true, value: null };
      return failed(tried.verdict);
    },

    watch: (onHint, stop) => watchAccount({ venue, exchange }, onHint, stop),
    close: async () => void (await exchange.close()),
  };
}

/** Where a venue's ticker lacks bid and ask (Binance USD-M), its book has them. */
async function readTicker(exchange: Exchange, of: Traded, clock: Clock) {
  const ticker = await exchange.fetchTicker(of.symbol);
  const bid = positive(ticker.bid);
  const ask = positive(ticker.ask);
  if (bid !== null && ask !== null) return { bid, ask, at: utcMs(ticker.timestamp ?? clock.now()) };
  const book = await exchange.fetchOrderBook(of.symbol, 5);
  const [bestBid, bestAsk] = [positive(book.bids[0]?.[0]), positive(book.asks[0]?.[0])];
  if (bestBid === null || bestAsk === null) throw new Unreadable("a market without bid or ask");
  return { bid: bestBid, ask: bestAsk, at: utcMs(book.timestamp ?? clock.now()) };
}

function readPosition(exchange: Exchange, position: Awaited<ReturnType<Venue["positions"]>>[number]): VenuePosition[] {
  const contracts = positive(position.contracts);
  if (contracts === null || position.symbol === undefined) return [];
  if (position.side !== "long" && position.side !== "short") throw new Unreadable("a position without a side");
  return [
    {
      symbol: position.symbol,
      market: "swap",
      side: position.side === "long" ? "LONG" : "SHORT",
      qty: contracts.times(contractSize(exchange, { symbol: position.symbol })),
      entryPrice: positive(position.entryPrice) ?? dec(0),
      leverage: positive(position.leverage),
      liquidationPrice: positive(position.liquidationPrice),
    },
  ];
}
