import { dec } from "@/lib/kernel/decimal";
import { ok, wholeOf } from "../../answers.ts";
import { cancelOrder } from "../../core/cancel.ts";
import { marketById, type VenueMarket } from "../../core/listing.ts";
import { findOrder, listFills, listOrders } from "../../core/look.ts";
import { placeOrder, type Wanted } from "../../core/place.ts";
import type { No } from "../../core/rows.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { BadNumber, positiveOf, wayOf } from "../../read-order.ts";
import { refuseSpot } from "./refusals.ts";
import { tellFill, tellOrder, tellPlaced } from "./tell.ts";

const DAY_MS = 86_400_000;
const LIMIT = 500;
const LIMIT_MAX = 1_000;
/** Type, what goes to the book, and whether it waits for its stopPrice. */
const TYPES: Readonly<Record<string, readonly [type: "market" | "limit", waits: "stop" | "takeProfit" | null]>> = {
  MARKET: ["market", null],
  LIMIT: ["limit", null],
  LIMIT_MAKER: ["limit", null],
  STOP_LOSS: ["market", "stop"],
  STOP_LOSS_LIMIT: ["limit", "stop"],
  TAKE_PROFIT: ["market", "takeProfit"],
  TAKE_PROFIT_LIMIT: ["limit", "takeProfit"],
};

function place(asked: Asked): VenueAnswer {
  const wanted = read(asked);
  if (typeof wanted === "string") return refuseSpot(wanted);
  const placed = placeOrder(asked.books, asked.account, wanted, asked.twist);
  return placed.ok ? ok(tellPlaced(placed.order, placed.fills)) : refuseSpot(placed.no);
}

function read({ param }: Asked): Wanted | No {
  const market = marketById("binance", "spot", param("symbol") ?? "");
  if (market === undefined) return "badSymbol";
  const [type, waits] = TYPES[param("type") ?? ""] ?? [];
  const side = param("side");
  if (type === undefined || waits === undefined) return "notSupported";
  if (side !== "BUY" && side !== "SELL") return "badParameter";
  if (param("reduceOnly") !== undefined) return "reduceOnly";
  const clientId = param("newClientOrderId") ?? null;
  if (clientId !== null && !/^[.A-Z:/a-z0-9_-]{1,36}$/.test(clientId)) return "badParameter";
  try {
    const qty = positiveOf(param("quantity"));
    const cost = positiveOf(param("quoteOrderQty"));
    const price = positiveOf(param("price"));
    const stop = positiveOf(param("stopPrice"));
    const tif = param("timeInForce") ?? "GTC";
    if (type === "limit" && (price === null || qty === null)) return "badParameter";
    if (type === "limit" && param("type") !== "LIMIT_MAKER" && param("timeInForce") === undefined)
      return "badParameter";
    if (tif !== "GTC" && tif !== "IOC" && tif !== "FOK") return "badParameter";
    if ((waits !== null) !== (stop !== null)) return "badParameter";
    return {
      market,
      clientId,
      side,
      type,
      tif: type === "market" ? "IOC" : param("type") === "LIMIT_MAKER" ? "POST" : tif,
      qty,
      cost: qty === null ? (cost ?? dec(0)) : null,
      price: type === "limit" ? price : null,
      trigger: stop === null || waits === null ? null : { price: stop, way: wayOf(side, waits) },
      reduceOnly: false,
      sentType: param("type") ?? "",
    };
  } catch (error) {
    if (error instanceof BadNumber) return "badParameter";
    throw error;
  }
}

function marketAsked({ param }: Asked): VenueMarket | undefined {
  return marketById("binance", "spot", param("symbol") ?? "");
}

function find(asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  if (market === undefined) return refuseSpot("badSymbol");
  const order = findOrder(asked.books, asked.account, {
    id: asked.param("orderId"),
    clientId: asked.param("origClientOrderId"),
  });
  return order === undefined || order.symbol !== market.symbol ? refuseSpot("notFound") : ok(tellOrder(order));
}

function cancel(asked: Asked): VenueAnswer {
  const { books, account, param } = asked;
  const market = marketAsked(asked);
  if (market === undefined) return refuseSpot("badSymbol");
  const order = findOrder(books, account, { id: param("orderId"), clientId: param("origClientOrderId") });
  const ended = order?.symbol === market.symbol ? cancelOrder(books, order) : null;
  if (ended === null) return refuseSpot("unknownOrder");
  const { clientOrderId, ...told } = tellOrder(ended);
  return ok({ ...told, origClientOrderId: clientOrderId, clientOrderId: `web_cancel_${ended.id}` });
}

function openOrders(asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  if (asked.param("symbol") !== undefined && market === undefined) return refuseSpot("badSymbol");
  const found = listOrders(asked.books, asked.account, { kind: "spot", symbol: market?.symbol, open: true });
  return ok(found.map(tellOrder));
}

/** Newest of all without a start, else the first from there: one page. */
function page<T>(rows: readonly T[], { param }: Asked): readonly T[] {
  const limit = Math.min(wholeOf(param("limit")) ?? LIMIT, LIMIT_MAX);
  return param("startTime") === undefined && param("orderId") === undefined && param("fromId") === undefined
    ? rows.slice(-limit)
    : rows.slice(0, limit);
}

function range({ param }: Asked): { from: number | null; to: number | null } | No {
  const [from, to] = [wholeOf(param("startTime")), wholeOf(param("endTime"))];
  return from !== null && to !== null && to - from > DAY_MS ? "tooWide" : { from, to };
}

function allOrders(asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  const times = range(asked);
  if (market === undefined) return refuseSpot("badSymbol");
  if (typeof times === "string") return refuseSpot(times);
  const first = wholeOf(asked.param("orderId")) ?? 0;
  const found = listOrders(asked.books, asked.account, { kind: "spot", symbol: market.symbol, ...times, open: null });
  return ok(page(found.filter(({ id }) => Number(id) >= first).map(tellOrder), asked));
}

function myTrades(asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  const times = range(asked);
  if (market === undefined) return refuseSpot("badSymbol");
  if (typeof times === "string") return refuseSpot(times);
  const first = wholeOf(asked.param("fromId")) ?? 0;
  const orderId = asked.param("orderId") ?? null;
  const found = listFills(asked.books, asked.account, { kind: "spot", symbol: market.symbol, ...times, orderId });
  return ok(page(found.filter(({ id }) => Number(id) >= first).map(tellFill), asked));
}

const ORDER = "/api/v3/order";

export const orderRoutes: readonly Route[] = [
  { method: "POST", path: ORDER, op: "place", need: "trade", answer: place },
  { method: "GET", path: ORDER, op: "find", need: "read", answer: find },
  { method: "DELETE", path: ORDER, op: "cancel", need: "trade", answer: cancel },
  { method: "GET", path: "/api/v3/openOrders", op: "openOrders", need: "read", answer: openOrders },
  { method: "GET", path: "/api/v3/allOrders", op: "history", need: "read", answer: allOrders },
  { method: "GET", path: "/api/v3/myTrades", op: "fills", need: "read", answer: myTrades },
];
