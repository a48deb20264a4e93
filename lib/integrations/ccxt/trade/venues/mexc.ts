import type { Order, Trade } from "ccxt";
import { plain } from "@/lib/kernel/decimal";
import { RECV_WINDOW_MS, type Venue } from "../venue.ts";
import { codeIn, textIn } from "./answers.ts";
import { MEXC_CODES } from "./mexc-codes.ts";
import { NO_ID, wordsOf } from "./order-words.ts";
import { pagesOf } from "./pages.ts";

const PAGE = 1_000;

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

  order(_exchange, order, amount) {
    const words = wordsOf(order, amount);
    if (order.type !== "market" || order.side === "SELL" || order.price === null) return words;
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
  history: (exchange, of, since) => exchange.fetchOrders(of.symbol, since, PAGE),
  async trades(exchange, of, since) {
    const trades = await pagesOf<Trade, number>(since, async (from) => {
      const page = await exchange.fetchMyTrades(of.symbol, from, PAGE);
      const newest = Math.max(from, ...page.map(({ timestamp }) => timestamp ?? from));
      return { page, next: page.length < PAGE ? null : newest };
    });
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
