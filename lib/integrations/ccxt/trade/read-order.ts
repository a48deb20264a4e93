import type { Exchange, Order } from "ccxt";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { OrderRequest, Traded, VenueFill, VenueOrder, VenueOrderState } from "@/lib/ports/trade-venue";
import type { TradeOf } from "./venue.ts";
import { textIn } from "./venues/answers.ts";

/** The venue answered, and not in a way we can read: as good as no answer. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

const ZERO = dec(0);

/** An order in our words, amounts in base units (a swap's count contracts at some venues). @throws Unreadable */
export function readOrder(exchange: Exchange, order: Order): VenueOrder {
  const traded = tradedOf(exchange, order.symbol);
  const size = contractSize(exchange, traded);
  const filled = (number(order.filled) ?? ZERO).times(size);
  const stated = number(order.amount)?.times(size) ?? null;
  const state = saidByVenue(order.info) ?? stateOf(order.status, filled, stated);
  if (order.id === undefined || order.id === "") throw new Unreadable("an order without an id");
  if (order.side !== "buy" && order.side !== "sell") throw new Unreadable("an order without a side");
  return {
    ...traded,
    venueOrderId: order.id,
    clientOrderId: order.clientOrderId === undefined || order.clientOrderId === "" ? null : order.clientOrderId,
    side: order.side === "buy" ? "BUY" : "SELL",
    type: typeOf(order),
    state,
    // a market buy by cost states none: what it bought is its size
    qty: stated ?? filled,
    filled,
    averagePrice: filled.gt(0) ? positive(order.average) : null,
    price: order.type === "market" ? null : positive(order.price),
    trigger: positive(order.triggerPrice) ?? positive(order.stopLossPrice) ?? positive(order.takeProfitPrice),
    reduceOnly: order.reduceOnly === true,
    at: timeOf(order.timestamp ?? order.lastUpdateTimestamp),
  };
}

/** Client ids as we make them. */
export const OURS = /^[0-9a-f]{32}$/;

/** A list of resting orders without strangers' that cannot be read: they are shown only, and must not hide ours. @throws Unreadable for one of ours */
export function readOpenOrders(exchange: Exchange, orders: readonly Order[]): readonly VenueOrder[] {
  return orders.flatMap((order) => {
    try {
      return [readOrder(exchange, order)];
    } catch (error) {
      if (error instanceof Unreadable && !OURS.test(order.clientOrderId ?? "")) return [];
      throw error;
    }
  });
}

/** What an accepted order is as far as the answer tells: some venues answer with an id alone. @throws Unreadable */
export function readPlaced(exchange: Exchange, sent: OrderRequest, answer: Order, now: UtcMs): VenueOrder {
  if (answer.id === undefined || answer.id === "") throw new Unreadable("an order without an id");
  const size = contractSize(exchange, sent);
  const filled = (number(answer.filled) ?? ZERO).times(size);
  const told = answer.status !== undefined;
  return {
    symbol: sent.symbol,
    market: sent.market,
    venueOrderId: answer.id,
    clientOrderId: sent.clientOrderId,
    side: sent.side,
    type: sent.type,
    state: told ? stateOf(answer.status, filled, number(answer.amount)?.times(size) ?? sent.qty) : "open",
    qty: sent.qty,
    filled: told ? filled : ZERO,
    averagePrice: told && filled.gt(0) ? positive(answer.average) : null,
    price: sent.type === "limit" || sent.type === "stopLimit" ? sent.price : null,
    trigger: sent.trigger,
    reduceOnly: sent.reduceOnly,
    at: utcMs(answer.timestamp ?? now),
  };
}

/**
 * Executions that the answer to an order tells (Binance spot), which saves asking for them; none unless they are all of it and each has its id and
 * its fee: the lists tell what is missing.
 */
export function readPlacedFills(exchange: Exchange, placed: VenueOrder, answer: Order): readonly VenueFill[] {
  const trades = answer.trades ?? [];
  const { venueOrderId, clientOrderId, symbol } = placed;
  if (!trades.every(({ id, fee }) => id !== undefined && fee?.cost !== undefined && fee.currency !== undefined))
    return [];
  try {
    const fills = trades.map((told) => {
      const trade = { ...told, symbol, side: answer.side, timestamp: told.timestamp ?? answer.timestamp };
      return readFill(exchange, { trade, venueOrderId, clientOrderId });
    });
    return fills.reduce((sum, { qty }) => sum.plus(qty), ZERO).eq(placed.filled) ? fills : [];
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}

/** @throws Unreadable */
export function readFill(exchange: Exchange, { trade, venueOrderId, clientOrderId, forced }: TradeOf): VenueFill {
  const traded = tradedOf(exchange, trade.symbol);
  const price = number(trade.price);
  const qty = number(trade.amount)?.times(contractSize(exchange, traded));
  if (trade.id === undefined || venueOrderId === null || price === null || qty === undefined || !qty.gt(0))
    throw new Unreadable("a trade without id, order, price or amount");
  return {
    ...traded,
    tradeId: trade.id,
    venueOrderId,
    clientOrderId,
    side: trade.side === "buy" ? "BUY" : "SELL",
    price,
    qty,
    fee: number(trade.fee?.cost) ?? ZERO,
    feeCurrency: trade.fee?.currency ?? traded.symbol.split(/[/:]/)[1] ?? "",
    at: timeOf(trade.timestamp),
    ...(forced == null ? {} : { forced }),
  };
}

/** ccxt hands out texts (see openTradeClient); its types say number. null: not told. */
export function number(value: unknown): Dec | null {
  return (typeof value === "string" && value !== "") || typeof value === "number" ? dec(value) : null;
}

export function positive(value: unknown): Dec | null {
  const read = number(value);
  return read?.gt(0) === true ? read : null;
}

/** Base units in one unit of ccxt's amounts. */
export function contractSize(exchange: Exchange, { symbol }: Pick<Traded, "symbol">): Dec {
  const market = exchange.market(symbol);
  return market.contract === true ? (positive(market.contractSize) ?? dec(1)) : dec(1);
}

function tradedOf(exchange: Exchange, symbol: string | undefined): Traded {
  const market = symbol === undefined ? undefined : exchange.markets?.[symbol];
  if (market === undefined) throw new Unreadable(`an order of a market that is not listed`);
  return { symbol: market.symbol, market: market.contract === true ? "swap" : "spot" };
}

function stateOf(status: string | undefined, filled: Dec, qty: Dec | null): VenueOrderState {
  if (status === "open" || status === "canceling") return filled.gt(0) ? "partial" : "open";
  // done without its whole size: what is left of an IOC or of a cost that bought less
  if (status === "closed") return filled.gt(0) || qty === null ? "filled" : "expired";
  if (status === "canceled") return "cancelled";
  if (status === "rejected" || status === "expired") return status;
  throw new Unreadable(`an order in the state "${String(status).slice(0, 40)}"`);
}

/**
 * What ccxt passes on as it came (Binance: the second leg of a list that somebody placed by hand), or reads as done with a part of it (Bybit: a
 * cancelled order that had filled some).
 */
const SAID: Readonly<Record<string, VenueOrderState>> = { PENDING_NEW: "open", PartiallyFilledCanceled: "cancelled" };

function saidByVenue(info: unknown): VenueOrderState | null {
  const said = textIn(info, "orderStatus") ?? textIn(info, "status");
  return said !== null && Object.hasOwn(SAID, said) ? (SAID[said] ?? null) : null;
}

function typeOf(order: Order): OrderRequest["type"] {
  const limit = order.type === "limit";
  const triggers = [order.triggerPrice, order.stopLossPrice, order.takeProfitPrice].some((at) => positive(at) !== null);
  if (!triggers) return limit ? "limit" : "market";
  if (positive(order.takeProfitPrice) !== null || namesTakeProfit(order.info)) return "takeProfit";
  return limit ? "stopLimit" : "stop";
}

/** Binance names it in the order's type, Bitget in the plan's; ccxt passes on a trigger price alone. */
function namesTakeProfit(info: unknown): boolean {
  if (typeof info !== "object" || info === null) return false;
  return ["origType", "type", "orderType", "planType"].some((name) =>
    /take_profit|profit_plan|pos_profit/i.test(String(Reflect.get(info, name))),
  );
}

function timeOf(timestamp: number | undefined): UtcMs {
  if (timestamp === undefined) throw new Unreadable("an entry without a time");
  return utcMs(Number(timestamp));
}
