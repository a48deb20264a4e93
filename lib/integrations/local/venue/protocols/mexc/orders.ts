import { ok, wholeOf } from "../../answers.ts";
import { cancelOrder } from "../../core/cancel.ts";
import { marketById } from "../../core/listing.ts";
import { findOrder, listFills, listOrders } from "../../core/look.ts";
import { placeOrder, type Wanted } from "../../core/place.ts";
import type { No, Order } from "../../core/rows.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { BadNumber, positiveOf } from "../../read-order.ts";
import { refuseMexc } from "./refusals.ts";
import { readId, tellFill, tellOrder, tellPlaced } from "./tell.ts";

const WEEK_MS = 604_800_000;
const MONTH_MS = 2_592_000_000;

/** Its time in force is a type of order. */
const TYPES: Readonly<Record<string, readonly [type: Order["type"], tif: Order["tif"]]>> = {
  MARKET: ["market", "IOC"],
  LIMIT: ["limit", "GTC"],
  LIMIT_MAKER: ["limit", "POST"],
  IMMEDIATE_OR_CANCEL: ["limit", "IOC"],
  FILL_OR_KILL: ["limit", "FOK"],
};

function place(asked: Asked): VenueAnswer {
  const wanted = read(asked);
  if (typeof wanted === "string") return refuseMexc(wanted);
  const placed = placeOrder(asked.books, asked.account, wanted, asked.twist);
  return placed.ok ? ok(tellPlaced(placed.order)) : refuseMexc(placed.no);
}

function read(asked: Asked): Wanted | No {
  const { param } = asked;
  const market = marketAsked(asked);
  const [type, tif] = TYPES[param("type") ?? ""] ?? [];
  const side = param("side");
  if (market === undefined) return "badSymbol";
  if (type === undefined || tif === undefined || param("stopPrice") !== undefined) return "notSupported";
  if (side !== "BUY" && side !== "SELL") return "badParameter";
  const clientId = param("newClientOrderId") ?? null;
  if (clientId !== null && !/^[\w-]{1,32}$/.test(clientId)) return "badParameter";
  try {
    const qty = positiveOf(param("quantity"));
    const cost = positiveOf(param("quoteOrderQty"));
    const price = positiveOf(param("price"));
    if (type === "limit" && (price === null || qty === null)) return "badParameter";
    if (qty === null && (cost === null || side === "SELL")) return "badParameter";
    return {
      market,
      clientId,
      side,
      type,
      tif,
      qty,
      cost: qty === null ? cost : null,
      price: type === "limit" ? price : null,
      trigger: null,
      reduceOnly: false,
      sentType: param("type") ?? "",
    };
  } catch (error) {
    if (error instanceof BadNumber) return "badParameter";
    throw error;
  }
}

const marketAsked = ({ param }: Asked) => marketById("mexc", "spot", param("symbol") ?? "");

function named(asked: Asked): Order | undefined {
  const { books, account, param } = asked;
  const order = findOrder(books, account, { id: readId(param("orderId")), clientId: param("origClientOrderId") });
  return order?.symbol === marketAsked(asked)?.symbol ? order : undefined;
}

function find(asked: Asked): VenueAnswer {
  const order = named(asked);
  return order === undefined ? refuseMexc("notFound") : ok(tellOrder(order));
}

function cancel(asked: Asked): VenueAnswer {
  const ended = cancelOrder(asked.books, named(asked));
  return ended === null ? refuseMexc("unknownOrder") : ok(tellOrder(ended));
}

/** Without a symbol there is no list of open orders, as at the real one. */
function openOrders(asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  if (market === undefined) return refuseMexc(asked.param("symbol") === undefined ? "badParameter" : "badSymbol");
  return ok(listOrders(asked.books, asked.account, { symbol: market.symbol, open: true }).map(tellOrder));
}

/** Orders of the last seven days, trades of the last thirty, newest first. */
function since({ param, now }: Asked, usualMs: number) {
  return { from: wholeOf(param("startTime")) ?? now - usualMs, to: wholeOf(param("endTime")) };
}

function allOrders(asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  if (market === undefined) return refuseMexc("badSymbol");
  const found = listOrders(asked.books, asked.account, { symbol: market.symbol, ...since(asked, WEEK_MS), open: null });
  const limit = Math.min(wholeOf(asked.param("limit")) ?? 500, 1_000);
  return ok([...found].reverse().slice(0, limit).map(tellOrder));
}

function myTrades(asked: Asked): VenueAnswer {
  const { books, account, param } = asked;
  const market = marketAsked(asked);
  if (market === undefined) return refuseMexc("badSymbol");
  const which = { symbol: market.symbol, ...since(asked, MONTH_MS), orderId: readId(param("orderId")) ?? null };
  const limit = Math.min(wholeOf(param("limit")) ?? 100, 100);
  return ok([...listFills(books, account, which)].reverse().slice(0, limit).map(tellFill));
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
