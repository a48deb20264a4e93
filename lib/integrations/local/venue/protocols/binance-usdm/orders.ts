import { ok, wholeOf } from "../../answers.ts";
import { cancelOrder } from "../../core/cancel.ts";
import { idOfBook, inBook } from "../../core/conditional.ts";
import { marketById, type VenueMarket } from "../../core/listing.ts";
import { findOrder, listFills, listOrders } from "../../core/look.ts";
import { placeOrder } from "../../core/place.ts";
import type { No, Order } from "../../core/rows.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { readUsdm } from "./read.ts";
import { refuseUsdm } from "./refusals.ts";
import { tellAlgo, tellFill, tellOrder } from "./tell.ts";

const WEEK_MS = 604_800_000;
const LIMIT = 500;
const LIMIT_MAX = 1_000;

/** Which endpoints: those of orders or those of conditional ("algo") ones. */
type Family = "book" | "algo";

const told = (family: Family, order: Order) => (family === "book" ? tellOrder(order) : tellAlgo(order));
const belongs = (family: Family, order: Order): boolean => (family === "book" ? inBook(order) : order.trigger !== null);

function place(family: Family, asked: Asked): VenueAnswer {
  const wanted = readUsdm(asked, family);
  if (typeof wanted === "string") return refuseUsdm(wanted);
  const placed = placeOrder(asked.books, asked.account, wanted, asked.twist);
  return placed.ok ? ok(told(family, placed.order)) : refuseUsdm(placed.no);
}

function named(family: Family, { books, account, param }: Asked): Order | undefined {
  const by =
    family === "book"
      ? {
          id: param("orderId") === undefined ? undefined : idOfBook(param("orderId") ?? ""),
          clientId: param("origClientOrderId"),
        }
      : { id: param("algoId"), clientId: param("clientAlgoId") };
  const order = findOrder(books, account, by);
  return order?.kind === "swap" && belongs(family, order) ? order : undefined;
}

function find(family: Family, asked: Asked): VenueAnswer {
  const order = named(family, asked);
  return order === undefined ? refuseUsdm("notFound") : ok(told(family, order));
}

function cancel(family: Family, asked: Asked): VenueAnswer {
  const order = named(family, asked);
  if (family === "algo" && order !== undefined && order.state !== "waiting") return refuseUsdm("unknownOrder");
  const ended = cancelOrder(asked.books, order);
  if (ended === null) return refuseUsdm("unknownOrder");
  if (family === "book") return ok(tellOrder(ended));
  return ok({ algoId: Number(ended.id), clientAlgoId: ended.clientId ?? "", code: "200", msg: "success" });
}

function marketAsked({ param }: Asked): VenueMarket | undefined {
  return marketById("binance", "swap", param("symbol") ?? "");
}

function openOrders(family: Family, asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  if (asked.param("symbol") !== undefined && market === undefined) return refuseUsdm("badSymbol");
  const found = listOrders(asked.books, asked.account, { kind: "swap", symbol: market?.symbol, open: true }).filter(
    (order) => (family === "algo" ? order.state === "waiting" : inBook(order)),
  );
  return ok(found.map((order) => told(family, order)));
}

/** At most seven days; without a start the last seven. */
function span({ param, now }: Asked): { readonly from: number; readonly to: number } | No {
  const [start, end] = [wholeOf(param("startTime")), wholeOf(param("endTime"))];
  const from = start ?? (end ?? now) - WEEK_MS;
  const to = end ?? from + WEEK_MS;
  return to - from > WEEK_MS ? "tooWide" : { from, to };
}

function page<T>(rows: readonly T[], { param }: Asked): readonly T[] {
  const limit = Math.min(wholeOf(param("limit")) ?? LIMIT, LIMIT_MAX);
  return param("startTime") === undefined && param("fromId") === undefined ? rows.slice(-limit) : rows.slice(0, limit);
}

function allOrders(family: Family, asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  const times = span(asked);
  if (market === undefined) return refuseUsdm("badSymbol");
  if (typeof times === "string") return refuseUsdm(times);
  const found = listOrders(asked.books, asked.account, { kind: "swap", symbol: market.symbol, ...times, open: null });
  return ok(
    page(
      found.filter((order) => belongs(family, order)).map((order) => told(family, order)),
      asked,
    ),
  );
}

function userTrades(asked: Asked): VenueAnswer {
  const { books, account, param } = asked;
  const market = marketAsked(asked);
  const times = span(asked);
  if (market === undefined) return refuseUsdm("badSymbol");
  if (typeof times === "string") return refuseUsdm(times);
  const first = wholeOf(param("fromId")) ?? 0;
  const orderId = param("orderId") === undefined ? null : idOfBook(param("orderId") ?? "");
  const found = listFills(books, account, { kind: "swap", symbol: market.symbol, ...times, orderId });
  const rows = found
    .filter(({ id }) => Number(id) >= first)
    .map((fill) => tellFill(fill, books.order(account, fill.orderId)));
  return ok(page(rows, asked));
}

const routesOf = (family: Family, order: string, open: string, all: string): readonly Route[] => [
  { method: "POST", path: order, op: "place", need: "trade", answer: (asked) => place(family, asked) },
  { method: "GET", path: order, op: "find", need: "read", answer: (asked) => find(family, asked) },
  { method: "DELETE", path: order, op: "cancel", need: "trade", answer: (asked) => cancel(family, asked) },
  { method: "GET", path: open, op: "openOrders", need: "read", answer: (asked) => openOrders(family, asked) },
  { method: "GET", path: all, op: "history", need: "read", answer: (asked) => allOrders(family, asked) },
];

export const orderRoutes: readonly Route[] = [
  ...routesOf("book", "/fapi/v1/order", "/fapi/v1/openOrders", "/fapi/v1/allOrders"),
  ...routesOf("algo", "/fapi/v1/algoOrder", "/fapi/v1/openAlgoOrders", "/fapi/v1/allAlgoOrders"),
  { method: "GET", path: "/fapi/v1/userTrades", op: "fills", need: "read", answer: userTrades },
];
