import type { Exchange, Order, Trade } from "ccxt";
import { plain } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import type { Traded } from "@/lib/ports/trade-venue";
import { RECV_WINDOW_MS, type Venue, type WeighedRequest } from "../venue.ts";
import { codeIn } from "./answers.ts";
import { BINANCE_CODES } from "./binance-codes.ts";
import { forcedByClientId } from "./forced.ts";
import { HEDGED, isTrigger, wordsOf } from "./order-words.ts";
import { newestId, pagesOf, spans, timeAt } from "./pages.ts";
import { followTrigger, madeByTrigger, TRIGGER, type TriggerLists, tracedToTriggers } from "./triggers.ts";

const PAGE = 1_000;

const ALGO: TriggerLists = {
  madeField: "actualOrderId",
  list: (exchange, of, from, until) => exchange.fetchOrders(of.symbol, from, PAGE, { endTime: until, ...TRIGGER }),
};

/** Spot and USD-M. Trigger orders of USD-M live apart, under algoOrder (RELIABILITY 3.1). */
export const BINANCE: Venue = {
  abilities: {
    id: "binance",
    name: "Binance",
    markets: ["spot", "swap"],
    orderTypes: {
      spot: ["market", "limit", "stop", "stopLimit", "takeProfit"],
      swap: ["market", "limit", "stop", "stopLimit", "takeProfit"],
    },
    restingStop: { spot: true, swap: true },
    testnet: { spot: true, swap: false },
    marketBuyBy: "amount",
    privateStream: true,
    tellsRights: true,
  },
  options: {
    recvWindow: RECV_WINDOW_MS,
    warnOnFetchOpenOrdersWithoutSymbol: false,
    newOrderRespType: { market: "FULL", limit: "FULL" },
  },
  testOptions: { fetchMarkets: { types: ["spot"] } },
  /** 6,000 weight a minute and address; a fifth is left to the price feed, which asks from the same address. */
  budget: { perSecond: 80, burst: 1_000 },
  weigh,
  codeOf: (json) => codeIn(json, ["code"], ["msg"]),
  meanings: BINANCE_CODES,
  advice: ({ code }) => (code === "-4060" || code === "-4061" ? HEDGED : null),
  arrivesWithinMs: () => 0,
  prepare: () => Promise.resolve(),

  /** Spot markets have been without STOP_LOSS, and ccxt sends nothing that a market does not name. */
  takesStops({ contract, info }) {
    const types: unknown = Reflect.get(Object(info), "orderTypes");
    return Array.isArray(types) && types.includes(contract === true ? "STOP_MARKET" : "STOP_LOSS");
  },

  order(_exchange, order, amount) {
    const words = wordsOf(order, amount);
    if (!isTrigger(order) || order.trigger === null) return words;
    const name = order.type === "takeProfit" ? "takeProfitPrice" : "stopLossPrice";
    return { ...words, params: { ...words.params, [name]: plain(order.trigger) } };
  },

  lookUps: [
    async (exchange, of) => [await exchange.fetchOrder("", of.symbol, { origClientOrderId: of.clientOrderId })],
    async (exchange, of) => {
      if (of.market === "spot") return [];
      const found = await exchange.fetchOrder("", of.symbol, { clientAlgoId: of.clientOrderId, ...TRIGGER });
      return [await followTrigger(ALGO, exchange, of, found)];
    },
  ],
  byId: (exchange, of, venueOrderId) => exchange.fetchOrder(venueOrderId, of.symbol),

  async openOrders(exchange, market, symbol) {
    const ask = (params: object) =>
      exchange.fetchOpenOrders(symbol, undefined, undefined, { ...kind(market), ...params });
    return (await Promise.all(market === "spot" ? [ask({})] : [ask({}), ask(TRIGGER)])).flat();
  },

  async history(exchange, of, since) {
    const plainOrders = byIdPages<Order>(exchange, of, since, "orderId", (from, params) =>
      exchange.fetchOrders(of.symbol, from, PAGE, params),
    );
    if (of.market === "spot") return plainOrders;
    const triggers = spansOf(exchange, of, since).map(({ from, until }) =>
      exchange.fetchOrders(of.symbol, from, PAGE, { endTime: until, ...TRIGGER }),
    );
    const lists = await Promise.all([plainOrders, ...triggers]);
    return lists.flat().filter(({ info }) => madeByTrigger(ALGO, info) === null);
  },

  async trades(exchange, of, since) {
    const trades = await byIdPages<Trade>(exchange, of, since, "fromId", (from, params) =>
      exchange.fetchMyTrades(of.symbol, from, PAGE, params),
    );
    if (of.market === "swap") {
      const traced = await tracedToTriggers(ALGO, exchange, of, trades);
      return traced.map((told) => ({ ...told, forced: forcedByClientId(told.clientOrderId) }));
    }
    return trades.map((trade) => ({ trade, venueOrderId: trade.order ?? null, clientOrderId: null }));
  },

  cancels: [
    (exchange, of) => exchange.cancelOrder("", of.symbol, { origClientOrderId: of.clientOrderId }),
    (exchange, of) =>
      of.market === "spot"
        ? Promise.resolve(null)
        : exchange.cancelOrder("", of.symbol, { clientAlgoId: of.clientOrderId, ...TRIGGER }),
  ],
  /**
   * Spot's engine answers with the order as it ended, under the cancel's own client id. Of USD-M trigger orders live apart, and their answer tells ids
   * alone.
   */
  cancelTells(info, of, venueOrderId) {
    if (of.market !== "spot" || typeof info !== "object" || info === null) return null;
    const isIt = String(Reflect.get(info, "orderId")) === venueOrderId && Reflect.get(info, "status") === "CANCELED";
    return isIt ? Reflect.get(info, "executedQty") : null;
  },
  balanceParams: kind,
  positions: (exchange) => exchange.fetchPositions(undefined, { subType: "linear" }),
  setLeverage: (exchange, of, leverage) => exchange.setLeverage(leverage, of.symbol),
  streams: [
    (exchange) => exchange.watchOrders(undefined, undefined, undefined, { type: "spot" }),
    (exchange) => exchange.watchOrders(undefined, undefined, undefined, { type: "swap", subType: "linear" }),
  ],
};

function weigh({ api, path, method, cost }: WeighedRequest): number {
  if (method !== "GET" && /order/i.test(path)) return 1;
  return api.startsWith("fapi") ? cost * 2.5 : cost * 5;
}

function kind(market: Traded["market"]): Readonly<Record<string, unknown>> {
  return market === "spot" ? { type: "spot" } : { type: "swap", subType: "linear" };
}

/** Spot takes a start alone; USD-M answers for seven days from it. */
function spansOf(exchange: Exchange, of: Traded, since: UtcMs): readonly { from: number; until: number | undefined }[] {
  return of.market === "spot" ? [{ from: since, until: undefined }] : spans(since, timeAt(exchange), 7);
}

/** The first page by time, the others by id, since many entries may bear one time. */
async function byIdPages<Entry extends { readonly id?: string | undefined; readonly timestamp?: number | undefined }>(
  exchange: Exchange,
  of: Traded,
  since: UtcMs,
  idName: "orderId" | "fromId",
  ask: (from: number | undefined, params: object) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for (const { from, until } of spansOf(exchange, of, since)) {
    const pages = await pagesOf<Entry, bigint | "start">("start", async (place) => {
      const page =
        place === "start"
          ? await ask(from, until === undefined ? {} : { endTime: until })
          : await ask(undefined, { [idName]: String(place) });
      const newest = newestId(page);
      const past = until !== undefined && page.some(({ timestamp }) => timestamp !== undefined && timestamp > until);
      return { page, next: page.length < PAGE || newest === null || past ? null : newest + 1n };
    });
    all.push(...pages);
  }
  return all;
}
