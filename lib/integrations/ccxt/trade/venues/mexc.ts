import type { Exchange, Order, Trade } from "ccxt";
import { dec, plain } from "@/lib/kernel/decimal";
import { DAY_MS, HOUR_MS } from "@/lib/kernel/time";
import type { OrderRequest, Traded } from "@/lib/ports/trade-venue";
import { ofBps } from "@/lib/trading/market/instrument";
import { positive, Unreadable } from "../read-order.ts";
import { type CcxtOrder, RECV_WINDOW_MS, type Venue } from "../venue.ts";
import { codeIn, textIn } from "./answers.ts";
import { MEXC_CODES } from "./mexc-codes.ts";
import { NO_ID, wordsOf } from "./order-words.ts";
import { halvedPages, timeAt } from "./pages.ts";

const ORDERS_PAGE = 1_000;
const TRADES_PAGE = 100;
/** It tells of the trades of one month, and refuses to look further back. */
const TRADES_KEPT_MS = 30 * DAY_MS - HOUR_MS;
/** Of orders it answers for a week. */
const ORDERS_SPAN_MS = 7 * DAY_MS - HOUR_MS;

/** How far through the book an order goes where MEXC takes none at the market; what is left is asked for again. */
const THROUGH_BPS = dec(100);

/**
 * MEXC, spot only: its swap orders come back from ccxt without their client id, and its trigger orders take none, so nothing could be proven of
 * either. A market buy goes by cost. Its private
 * stream (protobuf) was tried against nothing yet.
 */
export const MEXC: Venue = {
  abilities: {
    id: "mexc",
    name: "MEXC",
    markets: ["spot"],
    orderTypes: { spot: ["market", "limit"], swap: [] },
    restingStop: { spot: false, swap: false },
    testnet: { spot: false, swap: false },
    marketBuyBy: "cost",
    privateStream: false,
    tellsRights: false,
  },
  options: { recvWindow: RECV_WINDOW_MS },
  /** 500 weight in 10 s an address; a fifth is left to the price feed. */
  budget: { perSecond: 40, burst: 200 },
  weigh: ({ cost }) => cost,
  codeOf: (json) => codeIn(json, ["code"], ["msg", "message"]),
  meanings: MEXC_CODES,
  arrivesWithinMs: () => 0,
  prepare: () => Promise.resolve(),

  async order(exchange, order, amount) {
    const words = wordsOf(order, amount);
    if (order.type !== "market") return words;
    if (!takesMarketOrders(exchange, order)) return throughTheBook(exchange, order, amount);
    if (order.side === "SELL" || order.price === null) return words;
    return { ...words, params: { ...words.params, cost: plain(order.qty.times(order.price)) } };
  },

  lookUps: [
    async (exchange, of) => [await exchange.fetchOrder(NO_ID, of.symbol, { origClientOrderId: of.clientOrderId })],
  ],
  byId: (exchange, of, venueOrderId) => exchange.fetchOrder(venueOrderId, of.symbol),
  /** MEXC lists by symbol only: of the whole account, those that were touched. */
  async openOrders(exchange, _market, symbol, touched) {
    const all: Order[] = [];
    for (const one of symbol === undefined ? touched : [symbol]) all.push(...(await exchange.fetchOpenOrders(one)));
    return all;
  },
  history: (exchange, of, since) =>
    exchange.fetchOrders(of.symbol, Math.max(since, timeAt(exchange) - ORDERS_SPAN_MS), ORDERS_PAGE),
  async trades(exchange, of, since) {
    const now = timeAt(exchange);
    const trades = await halvedPages<Trade>(Math.max(since, now - TRADES_KEPT_MS), now, TRADES_PAGE, (from, until) =>
      exchange.fetchMyTrades(of.symbol, from, TRADES_PAGE, { until }),
    );
    return trades.map((trade) => ({
      trade,
      venueOrderId: trade.order ?? null,
      clientOrderId: textIn(trade.info, "clientOrderId"),
    }));
  },
  cancels: [(exchange, of) => exchange.cancelOrder(NO_ID, of.symbol, { origClientOrderId: of.clientOrderId })],
  /** It tells a state and no word of when: its orders are asked for. */
  cancelTells: () => null,
  balanceParams: () => ({ type: "spot" }),
  positions: () => Promise.resolve([]),
  setLeverage: () => Promise.reject(new Error("spot has no leverage")),
  streams: [],
};

/** Some of its markets name no MARKET among the order types that they take by API: they were entered by a limit, and have to be left all the same. */
function takesMarketOrders(exchange: Exchange, { symbol }: Traded): boolean {
  const types: unknown = Reflect.get(Object(exchange.market(symbol).info), "orderTypes");
  return !Array.isArray(types) || types.includes("MARKET");
}

/** A limit with IOC at a bounded distance from the touch of this moment. */
async function throughTheBook(exchange: Exchange, order: OrderRequest, amount: string): Promise<CcxtOrder> {
  const book = await exchange.fetchOrderBook(order.symbol, 5);
  const touch = positive((order.side === "SELL" ? book.bids : book.asks)[0]?.[0]);
  if (touch === null) throw new Unreadable("a market without bid or ask");
  const room = ofBps(touch, THROUGH_BPS);
  const price = order.side === "SELL" ? touch.minus(room) : touch.plus(room);
  return wordsOf({ ...order, type: "limit", timeInForce: "IOC", price }, amount);
}
