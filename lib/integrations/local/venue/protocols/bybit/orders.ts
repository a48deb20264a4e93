import { cancelOrder } from "../../core/cancel.ts";
import { findOrder, listFills, listOrders } from "../../core/look.ts";
import { placeOrder, type Wanted } from "../../core/place.ts";
import type { No, Order } from "../../core/rows.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { BadNumber, positiveOf } from "../../read-order.ts";
import { kindAsked, marketAsked, paged, refused, spanAsked } from "./asked.ts";
import { said } from "./say.ts";
import { tellFill, tellOrder } from "./tell.ts";

const TIFS: Readonly<Record<string, Order["tif"]>> = { GTC: "GTC", IOC: "IOC", FOK: "FOK", PostOnly: "POST" };

function place(asked: Asked): VenueAnswer {
  const wanted = read(asked);
  if (typeof wanted === "string") return refused(asked, wanted);
  const placed = placeOrder(asked.books, asked.account, wanted, asked.twist);
  if (!placed.ok) return refused(asked, placed.no);
  return said(asked, { orderId: placed.order.id, orderLinkId: placed.order.clientId ?? "" });
}

function read(asked: Asked): Wanted | No {
  const { param, books } = asked;
  if (kindAsked(asked) === null) return "badParameter";
  const market = marketAsked(asked);
  if (market === undefined) return "badSymbol";
  const side = param("side") === "Buy" ? "BUY" : param("side") === "Sell" ? "SELL" : null;
  const type = param("orderType") === "Market" ? "market" : param("orderType") === "Limit" ? "limit" : null;
  if (side === null || type === null) return "badParameter";
  const clientId = param("orderLinkId") ?? null;
  if (clientId !== null && !/^[\w-]{1,36}$/.test(clientId)) return "badParameter";
  try {
    const qty = positiveOf(param("qty"));
    const price = positiveOf(param("price"));
    const stop = positiveOf(param("triggerPrice"));
    const tif = TIFS[param("timeInForce") ?? "GTC"];
    if (qty === null || tif === undefined || (type === "limit" && price === null)) return "badParameter";
    // A spot market buy counts its amount in money unless it says otherwise.
    const byCost = market.kind === "spot" && type === "market" && side === "BUY" && param("marketUnit") !== "baseCoin";
    const way = wayAsked(asked, market.kind, stop === null ? null : stop.gt(books.quotes.of(market)?.last ?? 0));
    if (stop !== null && way === null) return "badParameter";
    return {
      market,
      clientId,
      side,
      type,
      tif: type === "market" ? "IOC" : tif,
      qty: byCost ? null : qty,
      cost: byCost ? qty : null,
      price: type === "limit" ? price : null,
      trigger: stop === null || way === null ? null : { price: stop, way },
      reduceOnly: market.kind === "swap" && param("reduceOnly") === "true",
      sentType: param("orderType") ?? "",
    };
  } catch (error) {
    if (error instanceof BadNumber) return "badParameter";
    throw error;
  }
}

/** A perpetual's trigger says which way it is crossed, a spot one's follows from where the price is. */
function wayAsked({ param }: Asked, kind: "spot" | "swap", above: boolean | null): "up" | "down" | null {
  if (above === null) return null;
  if (kind === "spot") return above ? "up" : "down";
  return param("triggerDirection") === "1" ? "up" : param("triggerDirection") === "2" ? "down" : null;
}

function named(asked: Asked): Order | undefined {
  const { books, account, param } = asked;
  const order = findOrder(books, account, { id: param("orderId"), clientId: param("orderLinkId") });
  const kind = kindAsked(asked);
  return order !== undefined && (kind === null || order.kind === kind) ? order : undefined;
}

function cancel(asked: Asked): VenueAnswer {
  const market = marketAsked(asked);
  if (market === undefined) return refused(asked, "badSymbol");
  const order = named(asked);
  const ended = order?.symbol === market.symbol ? cancelOrder(asked.books, order) : null;
  if (ended === null) return refused(asked, "unknownOrder");
  return said(asked, { orderId: ended.id, orderLinkId: ended.clientId ?? "" });
}

/** `StopOrder`: only what waits for its trigger or did. */
function kept({ param }: Asked, order: Order): boolean {
  const filter = param("orderFilter");
  return filter === undefined || (filter === "Order") === (order.trigger === null);
}

/** Open orders; by an id a closed one too. */
function realtime(asked: Asked): VenueAnswer {
  const kind = kindAsked(asked);
  if (kind === null) return refused(asked, "badParameter");
  const symbol = asked.param("symbol") === undefined ? undefined : (marketAsked(asked)?.symbol ?? "none");
  if (asked.param("orderId") !== undefined || asked.param("orderLinkId") !== undefined) {
    const order = named(asked);
    const fits = order !== undefined && kept(asked, order) && (symbol === undefined || order.symbol === symbol);
    return paged(asked, fits ? [tellOrder(order)] : [], { usual: 20, most: 50 });
  }
  const found = listOrders(asked.books, asked.account, { kind, symbol, open: true });
  return paged(asked, found.filter((order) => kept(asked, order)).map(tellOrder), { usual: 20, most: 50 });
}

function history(asked: Asked): VenueAnswer {
  const kind = kindAsked(asked);
  const span = spanAsked(asked);
  if (kind === null || span === "tooWide") return refused(asked, kind === null ? "badParameter" : "tooWide");
  const symbol = asked.param("symbol") === undefined ? undefined : (marketAsked(asked)?.symbol ?? "none");
  const ids = [asked.param("orderId"), asked.param("orderLinkId")];
  const found = listOrders(asked.books, asked.account, { kind, symbol, ...span, open: false }).filter(
    (order) =>
      kept(asked, order) &&
      (ids[0] === undefined || order.id === ids[0]) &&
      (ids[1] === undefined || order.clientId === ids[1]),
  );
  return paged(asked, found.map(tellOrder), { usual: 20, most: 50 });
}

function executions(asked: Asked): VenueAnswer {
  const kind = kindAsked(asked);
  const span = spanAsked(asked);
  if (kind === null || span === "tooWide") return refused(asked, kind === null ? "badParameter" : "tooWide");
  const symbol = asked.param("symbol") === undefined ? undefined : (marketAsked(asked)?.symbol ?? "none");
  const { books, account, param } = asked;
  const found = listFills(books, account, { kind, symbol, ...span, orderId: param("orderId") ?? null }).filter(
    ({ clientId }) => param("orderLinkId") === undefined || clientId === param("orderLinkId"),
  );
  const told = found.map((fill) => tellFill(fill, books.order(account, fill.orderId)));
  const kept = told.filter(({ execType }) => param("execType") === undefined || execType === param("execType"));
  return paged(asked, kept, { usual: 50, most: 100 });
}

export const orderRoutes: readonly Route[] = [
  { method: "POST", path: "/v5/order/create", op: "place", need: "trade", answer: place },
  { method: "POST", path: "/v5/order/cancel", op: "cancel", need: "trade", answer: cancel },
  { method: "GET", path: "/v5/order/realtime", op: "find", need: "read", answer: realtime },
  { method: "GET", path: "/v5/order/history", op: "history", need: "read", answer: history },
  { method: "GET", path: "/v5/execution/list", op: "fills", need: "read", answer: executions },
];
