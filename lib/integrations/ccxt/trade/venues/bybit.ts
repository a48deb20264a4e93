import type { Exchange, Order, Trade } from "ccxt";
import { plain } from "@/lib/kernel/decimal";
import { MINUTE_MS, type UtcMs } from "@/lib/kernel/time";
import type { Traded } from "@/lib/ports/trade-venue";
import { RECV_WINDOW_MS, type Venue } from "../venue.ts";
import { codeIn, textIn } from "./answers.ts";
import { BYBIT_CODES } from "./bybit-codes.ts";
import { forcedByExecType, orderOrOwn } from "./forced.ts";
import { HEDGED, isTrigger, NO_ID, wordsOf } from "./order-words.ts";
import { pagesOf, spans, timeAt } from "./pages.ts";

const ORDERS_PAGE = 50;
const TRADES_PAGE = 100;

/** Bybit v5 on a unified account: spot and USDT perpetuals. An accepted order may still be rejected later (RELIABILITY 3.2). */
export const BYBIT: Venue = {
  abilities: {
    id: "bybit",
    name: "Bybit",
    markets: ["spot", "swap"],
    orderTypes: {
      spot: ["market", "limit"],
      swap: ["market", "limit", "stop", "stopLimit", "takeProfit"],
    },
    // A spot trigger order has no direction: set on the wrong side of the price it would wait for the price to come back.
    restingStop: { spot: false, swap: true },
    testnet: { spot: true, swap: true },
    marketBuyBy: "amount",
    privateStream: true,
    tellsRights: true,
  },
  options: { recvWindow: RECV_WINDOW_MS },
  /** 600 requests in 5 s an address; a fifth is left to the price feed. */
  budget: { perSecond: 96, burst: 400 },
  weigh: () => 1,
  codeOf: (json) => codeIn(json, ["retCode", "ret_code"], ["retMsg", "ret_msg"]),
  meanings: BYBIT_CODES,
  advice: ({ code, text }) => (code === "10001" && /position (idx|mode)/i.test(text) ? HEDGED : null),
  /** "403, access too frequent": it lets nothing of this address through for ten minutes. */
  barsMs: (status, body) => (status === 403 && /too frequent/i.test(body) ? 10 * MINUTE_MS : null),
  arrivesWithinMs: () => 0,
  /** Else ccxt asks what kind of account it is in the middle of the first order. */
  prepare: async (exchange) => void (await Reflect.get(exchange, "isUnifiedEnabled").call(exchange)),

  order(_exchange, order, amount) {
    const words = wordsOf(order, amount);
    if (!isTrigger(order) || order.trigger === null) return words;
    const rises = (order.side === "BUY") !== (order.type === "takeProfit");
    const trigger = { triggerPrice: plain(order.trigger), triggerDirection: rises ? "ascending" : "descending" };
    return { ...words, params: { ...words.params, ...trigger } };
  },

  lookUps: [
    (exchange, of) => exchange.fetchOpenOrders(of.symbol, undefined, undefined, { orderLinkId: of.clientOrderId }),
    (exchange, of) => closedOrders(exchange, of.symbol, undefined, { orderLinkId: of.clientOrderId }),
  ],
  async byId(exchange, of, venueOrderId) {
    const [order] = await closedOrders(exchange, of.symbol, undefined, { orderId: venueOrderId });
    if (order !== undefined) return order;
    const [present] = await exchange.fetchOpenOrders(of.symbol, undefined, undefined, { orderId: venueOrderId });
    if (present === undefined) throw new Error("an order that its trade names is not there");
    return present;
  },

  async openOrders(exchange, market, symbol) {
    const listed = await cursorPages((cursor) =>
      exchange.fetchOpenOrders(symbol, undefined, ORDERS_PAGE, { ...kind(market), ...cursor }),
    );
    return listed.filter(({ status }) => status === "open"); // it also tells of orders that were done a moment ago
  },
  history: (exchange, of, since) =>
    bySpans(exchange, since, (from, until) =>
      cursorPages((cursor) =>
        closedOrders(exchange, of.symbol, from, { endTime: until, limit: ORDERS_PAGE, ...cursor }),
      ),
    ),
  async trades(exchange, of, since) {
    const trades: readonly Trade[] = await bySpans(exchange, since, (from, until) =>
      cursorPages((cursor) =>
        exchange.fetchMyTrades(of.symbol, from, TRADES_PAGE, { endTime: until, ...everyKind(of.market), ...cursor }),
      ),
    );
    return trades.flatMap((trade) => {
      const forced = forcedByExecType(trade);
      if (forced === undefined) return [];
      return {
        trade: feeAsNamed(trade),
        venueOrderId: orderOrOwn(trade, forced),
        clientOrderId: textIn(trade.info, "orderLinkId"),
        forced,
      };
    });
  },

  cancels: [
    (exchange, of) => exchange.cancelOrder(NO_ID, of.symbol, { orderLinkId: of.clientOrderId }),
    (exchange, of) =>
      of.market === "swap"
        ? Promise.resolve(null)
        : exchange.cancelOrder(NO_ID, of.symbol, { orderLinkId: of.clientOrderId, trigger: true }),
  ],
  /** Ids alone: the cancel was taken, not done. */
  cancelTells: () => null,
  balanceParams: kind,
  positions: (exchange) => exchange.fetchPositions(undefined, kind("swap")),
  setLeverage: (exchange, of, leverage) => exchange.setLeverage(leverage, of.symbol),
  streams: [(exchange) => exchange.watchOrders()],
};

function kind(market: Traded["market"]): Readonly<Record<string, unknown>> {
  return market === "spot" ? { type: "spot" } : { type: "swap", subType: "linear" };
}

/** ccxt asks for trades that somebody sent: a liquidation would never be seen. */
function everyKind(market: Traded["market"]): object {
  return market === "spot" ? {} : { execType: undefined };
}

function closedOrders(exchange: Exchange, symbol: string, since: number | undefined, params: object): Promise<Order[]> {
  return exchange.fetchCanceledAndClosedOrders(symbol, since, undefined, params);
}

/** Bybit names the coin of a fee, MNT too; ccxt infers it from the side. */
function feeAsNamed(trade: Trade): Trade {
  const currency = textIn(trade.info, "feeCurrency");
  return currency === null || trade.fee === undefined ? trade : { ...trade, fee: { ...trade.fee, currency } };
}

/** Lists answer for seven days at most. */
async function bySpans<Entry>(
  exchange: Exchange,
  since: UtcMs,
  read: (from: number, until: number) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for (const { from, until } of spans(since, timeAt(exchange), 7)) all.push(...(await read(from, until)));
  return all;
}

/** ccxt leaves the cursor of the next page in an entry of this one. */
function cursorPages<Entry extends { readonly info?: unknown }>(
  ask: (cursor: object) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  return pagesOf<Entry, string>("", async (place) => {
    const page = await ask(place === "" ? {} : { cursor: place });
    const next = page.map(({ info }) => textIn(info, "nextPageCursor")).find((cursor) => cursor !== null) ?? null;
    return { page, next };
  });
}
