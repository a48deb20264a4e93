import type { Exchange, Order, Trade } from "ccxt";
import { plain } from "@/lib/kernel/decimal";
import { AppError } from "@/lib/kernel/errors";
import { DAY_MS, type UtcMs } from "@/lib/kernel/time";
import type { Traded } from "@/lib/ports/trade-venue";
import { presentCall } from "../calls.ts";
import { number } from "../read-order.ts";
import { RECV_WINDOW_MS, type TradeOf, type Venue } from "../venue.ts";
import { codeIn, textIn } from "./answers.ts";
import { BITGET_CODES, CLASSIC_ACCOUNT } from "./bitget-codes.ts";
import { forcedByTradeSide, orderOrOwn } from "./forced.ts";
import { exact, HEDGED, isTrigger, wordsOf } from "./order-words.ts";
import { pagesOf, spans, timeAt } from "./pages.ts";
import { followTrigger, type TriggerLists, tracedToTriggers } from "./triggers.ts";

const PAGE = 100;
/** Its lists go back three months, and refuse to look further. */
const KEPT_MS = 89 * DAY_MS;
const USDT = { productType: "USDT-FUTURES" };
/** Bitget's name for all stops and targets of positions. */
const STOPS = { trigger: true, planType: "profit_loss" };

const PLANS: TriggerLists = {
  madeField: "executeOrderId",
  list: (exchange, of, from, until) =>
    exchange.fetchCanceledAndClosedOrders(of.symbol, from, PAGE, { endTime: until, ...STOPS }),
};

/**
 * Bitget's classic account: spot and USDT perpetuals. Its spot stops are refused by ccxt; a spot market buy goes by cost. A swap's stop or target
 * is one of its position: only these know their direction (a plan set on the wrong side would wait for the price to come back).
 */
export const BITGET: Venue = {
  abilities: {
    id: "bitget",
    name: "Bitget",
    markets: ["spot", "swap"],
    orderTypes: { spot: ["market", "limit"], swap: ["market", "limit", "stop", "takeProfit"] },
    restingStop: { spot: false, swap: true },
    // its sandbox keeps the live host and only sends a header
    testnet: { spot: false, swap: false },
    marketBuyBy: "cost",
    privateStream: true,
    tellsRights: true,
  },
  options: {},
  /** 6,000 requests a minute an address; a fifth is left to the price feed. */
  budget: { perSecond: 80, burst: 200 },
  weigh: () => 1,
  codeOf(json) {
    const said = codeIn(json, ["code"], ["msg"]);
    return said?.code === "00000" ? null : said;
  },
  meanings: BITGET_CODES,
  advice: ({ code }) => (["40774", "43075", "45021", "45109"].includes(code) ? HEDGED : null),
  /** Spot orders carry their window; of contracts only the signature ages, after 30 s. */
  arrivesWithinMs: (market) => (market === "spot" ? 0 : 30_000),
  prepare: askKindOfAccount,

  unoffered: (order) =>
    isTrigger(order) && !order.reduceOnly
      ? "Bitget's stops here belong to a position: they must be reduce-only."
      : null,
  order(exchange, order, amount) {
    const words = wordsOf(order, amount);
    if (isTrigger(order) && order.trigger !== null) {
      const name = order.type === "takeProfit" ? "takeProfitPrice" : "stopLossPrice";
      const planType = order.type === "takeProfit" ? "profit_plan" : "loss_plan";
      const stop = { [name]: plain(order.trigger), planType, triggerType: "fill_price" };
      return { ...words, params: { ...words.params, ...stop } };
    }
    if (order.market === "swap") return words;
    const byCost = order.type === "market" && order.side === "BUY" && order.price !== null;
    const params = {
      ...words.params,
      requestTime: String(exchange.nonce()),
      receiveWindow: String(RECV_WINDOW_MS),
      ...(byCost ? { cost: plain(order.qty.times(order.price)) } : {}),
    };
    return { ...words, params };
  },

  lookUps: [
    async (exchange, of) => [await exchange.fetchOrder("", of.symbol, { clientOrderId: of.clientOrderId })],
    async (exchange, of) =>
      of.market === "spot"
        ? []
        : exchange.fetchOpenOrders(of.symbol, undefined, undefined, { clientOid: of.clientOrderId, ...STOPS }),
    async (exchange, of, since) => {
      if (of.market === "spot") return [];
      const listed = await bySpans(exchange, since, (from, until) => PLANS.list(exchange, of, from, until));
      const found = listed.find(({ clientOrderId }) => clientOrderId === of.clientOrderId);
      return found === undefined ? [] : [await followTrigger(PLANS, exchange, of, found)];
    },
  ],
  byId: (exchange, of, venueOrderId) => exchange.fetchOrder(venueOrderId, of.symbol),
  async openOrders(exchange, market, symbol) {
    const ask = (params: object) =>
      idPages<Order>((less) =>
        exchange.fetchOpenOrders(symbol, undefined, PAGE, { ...kind(market), ...params, ...less }),
      );
    return market === "spot" ? ask({}) : [...(await ask({})), ...(await ask(STOPS))];
  },
  history: (exchange, of, since) =>
    bySpans(exchange, since, (from, until) =>
      idPages<Order>((less) =>
        exchange.fetchCanceledAndClosedOrders(of.symbol, from, PAGE, { endTime: until, ...less }),
      ),
    ),
  async trades(exchange, of, since) {
    const listed = await bySpans(exchange, since, (from, until) =>
      idPages<Trade>((less) => exchange.fetchMyTrades(of.symbol, from, PAGE, { endTime: until, ...less })),
    );
    const trades = listed.map(feeAsTaken);
    if (of.market === "swap") {
      const isSent = (trade: Trade): boolean => forcedByTradeSide(trade) === null;
      const sent = await tracedToTriggers(PLANS, exchange, of, trades.filter(isSent));
      return [...sent, ...trades.filter((trade) => !isSent(trade)).map(byNobody)];
    }
    return trades.map((trade) => ({
      trade,
      venueOrderId: trade.order ?? null,
      clientOrderId: textIn(trade.info, "clientOid"),
    }));
  },
  cancels: [
    (exchange, of) => exchange.cancelOrder("", of.symbol, { clientOrderId: of.clientOrderId }),
    async (exchange, of) => {
      if (of.market === "spot") return null;
      await exchange.cancelOrder("", of.symbol, { clientOrderId: of.clientOrderId, ...STOPS });
      return cancelledSome(presentCall()?.received.at(-1)?.json) ? true : null;
    },
  ],
  /** Ids alone. */
  cancelTells: () => null,
  balanceParams: kind,
  positions: (exchange) => exchange.fetchPositions(undefined, USDT),
  setLeverage: (exchange, of, leverage) => exchange.setLeverage(leverage, of.symbol),
  streams: [
    (exchange) => exchange.watchOrders(undefined, undefined, undefined, { type: "spot" }),
    (exchange) => exchange.watchOrders(undefined, undefined, undefined, { type: "swap", ...USDT }),
  ],
};

/** ccxt takes any error for "classic account", a timeout too, and for good; here only the venue's own word counts (RELIABILITY 3.2). */
async function askKindOfAccount(exchange: Exchange): Promise<void> {
  const ask: unknown = Reflect.get(exchange, "privateUtaGetV3AccountSettings");
  if (typeof ask !== "function")
    throw new AppError("invariant", "ccxt cannot ask what kind of Bitget account this is.");
  try {
    await ask.call(exchange, {});
  } catch (error) {
    const call = presentCall();
    const said = call === null ? null : BITGET.codeOf(call.received.at(-1)?.json);
    if (said?.code !== CLASSIC_ACCOUNT) throw error;
    exchange.options["uta"] = false;
    return;
  }
  throw new AppError("forbidden", "Bitget's unified accounts are not offered: use a key of a classic (sub-)account.");
}

/**
 * A fee taken in BGB (`deduction`) comes as an amount at spot and below zero in the documentation; ccxt takes the second for a rebate, which
 * Bitget pays in the coin of the trade alone.
 */
function feeAsTaken(trade: Trade): Trade {
  const detail: unknown = Reflect.get(Object(trade.info), "feeDetail");
  const cost = number(trade.fee?.cost);
  if (cost?.isNegative() !== true || textIn(Array.isArray(detail) ? detail[0] : detail, "deduction") !== "yes")
    return trade;
  return { ...trade, fee: { currency: trade.fee?.currency, cost: exact(plain(cost.abs())) } };
}

function byNobody(trade: Trade): TradeOf {
  const forced = forcedByTradeSide(trade);
  return { trade, venueOrderId: orderOrOwn(trade, forced), clientOrderId: null, forced };
}

/** What could not be cancelled is told in a list inside an answer that says success. */
function cancelledSome(json: unknown): boolean {
  const data: unknown = Reflect.get(Object(json), "data");
  const done: unknown = Reflect.get(Object(data), "successList");
  return Array.isArray(done) && done.length > 0;
}

function kind(market: Traded["market"]): Readonly<Record<string, unknown>> {
  return market === "spot" ? { type: "spot" } : { type: "swap", ...USDT };
}

async function bySpans<Entry>(
  exchange: Exchange,
  since: UtcMs,
  read: (from: number, until: number) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  const now = timeAt(exchange);
  for (const { from, until } of spans(Math.max(since, now - KEPT_MS), now, 7)) all.push(...(await read(from, until)));
  return all;
}

/** Newest first; the next page holds what is older than the oldest of this one. */
function idPages<Entry extends { readonly id?: string | undefined }>(
  ask: (less: object) => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  return pagesOf<Entry, string>("", async (place) => {
    const page = await ask(place === "" ? {} : { idLessThan: place });
    const ids = page.flatMap(({ id }) => (id !== undefined && /^\d+$/.test(id) ? [BigInt(id)] : []));
    const oldest = ids.reduce<bigint | null>((least, id) => (least === null || id < least ? id : least), null);
    return { page, next: page.length < PAGE || oldest === null ? null : String(oldest) };
  });
}
