import { wholeOf } from "../../answers.ts";
import { cancelOrder } from "../../core/cancel.ts";
import { idOfBook, inBook } from "../../core/conditional.ts";
import { findOrder, listFills, listOrders } from "../../core/look.ts";
import { placeOrder } from "../../core/place.ts";
import { isOpen, type Order } from "../../core/rows.ts";
import type { Asked, Route, VenueAnswer } from "../../protocol.ts";
import { type Family, marketAsked, readBitget } from "./read.ts";
import { refuseBitget } from "./refusals.ts";
import { said } from "./say.ts";
import { tellFill, tellMix, tellPlan, tellSpot } from "./tell.ts";

const refused = (asked: Asked, no: Parameters<typeof refuseBitget>[0]) => refuseBitget(no, asked.call.path);
const kindOf = (family: Family) => (family === "spot" ? "spot" : "swap");
const belongs = (family: Family, order: Order): boolean =>
  order.kind === kindOf(family) && (family === "plan" ? order.trigger !== null : inBook(order));

function told(asked: Asked, family: Family, order: Order): object {
  return family === "spot"
    ? tellSpot(asked.books, order)
    : family === "mix"
      ? tellMix(asked.books, order)
      : tellPlan(order);
}

function place(asked: Asked, family: Family): VenueAnswer {
  const wanted = readBitget(asked, family);
  if (typeof wanted === "string") return refused(asked, wanted);
  const placed = placeOrder(asked.books, asked.account, wanted, asked.twist);
  if (!placed.ok) return refused(asked, placed.no);
  return said(asked, { orderId: placed.order.id, clientOid: placed.order.clientId ?? placed.order.id });
}

function named(asked: Asked, family: Family): Order | undefined {
  const { books, account, param } = asked;
  const id = param("orderId");
  const order = findOrder(books, account, {
    id: id === undefined ? undefined : idOfBook(id),
    clientId: param("clientOid"),
  });
  return order !== undefined && belongs(family, order) ? order : undefined;
}

/** Spot answers an unknown order with an empty list, contracts with a refusal. */
function find(asked: Asked, family: Family): VenueAnswer {
  const order = named(asked, family);
  if (family === "spot") return said(asked, order === undefined ? [] : [tellSpot(asked.books, order)]);
  return order === undefined ? refused(asked, "notFound") : said(asked, tellMix(asked.books, order));
}

function cancel(asked: Asked, family: Family): VenueAnswer {
  const ended = cancelOrder(asked.books, named(asked, family));
  if (ended === null) return refused(asked, "unknownOrder");
  return said(asked, { orderId: ended.id, clientOid: ended.clientId ?? "" });
}

/** Plans are cancelled by lists; what cannot be is told inside an answer that says success. */
function cancelPlans(asked: Asked): VenueAnswer {
  const { books, account, param } = asked;
  const list = JSON.parse(param("orderIdList") ?? "[]") as { orderId?: string; clientOid?: string }[];
  const [successList, failureList]: [object[], object[]] = [[], []];
  for (const { orderId, clientOid } of list) {
    const order = findOrder(books, account, { id: orderId, clientId: clientOid });
    const ended = order?.state === "waiting" ? cancelOrder(books, order) : null;
    if (ended === null)
      failureList.push({
        orderId: orderId ?? "",
        clientOid: clientOid ?? "",
        errorMsg: "The order does not exist",
        errorCode: "43001",
      });
    else successList.push({ orderId: ended.id, clientOid: ended.clientId ?? "" });
  }
  return said(asked, { successList, failureList });
}

/** Newest first; the next page is what is older than `idLessThan`. */
function paged<Row extends { readonly id: string }>({ param }: Asked, rows: readonly Row[]): readonly Row[] {
  const before = param("idLessThan");
  const older = before === undefined ? rows : rows.filter(({ id }) => Number(id) < Number(idOfBook(before)));
  return [...older].reverse().slice(0, Math.min(wholeOf(param("limit")) ?? 100, 100));
}

function list(asked: Asked, family: Family, open: boolean): VenueAnswer {
  const symbol = asked.param("symbol") === undefined ? undefined : (marketAsked(asked, family)?.symbol ?? "none");
  const [from, to] = [wholeOf(asked.param("startTime")), wholeOf(asked.param("endTime"))];
  const wanted = asked.param("planType");
  const found = listOrders(asked.books, asked.account, { kind: kindOf(family), symbol, from, to, open: null }).filter(
    (order) =>
      belongs(family, order) &&
      (family === "plan" ? order.state === "waiting" : isOpen(order)) === open &&
      (asked.param("clientOid") === undefined || order.clientId === asked.param("clientOid")) &&
      // `profit_loss` is the name of every stop and target of a position
      (family !== "plan" || wanted === undefined || (wanted === "normal_plan") === (order.sentType === "normal_plan")),
  );
  const rows = paged(asked, found);
  const entries = rows.map((order) => told(asked, family, order));
  return said(asked, family === "spot" ? entries : { entrustedList: entries, endId: rows.at(-1)?.id ?? null });
}

function fills(asked: Asked, family: "spot" | "mix"): VenueAnswer {
  const { books, account, param } = asked;
  const symbol = param("symbol") === undefined ? undefined : (marketAsked(asked, family)?.symbol ?? "none");
  const [from, to] = [wholeOf(param("startTime")), wholeOf(param("endTime"))];
  const orderId = param("orderId") === undefined ? null : idOfBook(param("orderId") ?? "");
  const rows = paged(asked, listFills(books, account, { kind: kindOf(family), symbol, from, to, orderId }));
  const entries = rows.map((fill) => tellFill(fill, books.order(account, fill.orderId)));
  return said(asked, family === "spot" ? entries : { fillList: entries, endId: rows.at(-1)?.id ?? null });
}

const SPOT = "/api/v2/spot/trade";
const MIX = "/api/v2/mix/order";

export const orderRoutes: readonly Route[] = [
  { method: "POST", path: `${SPOT}/place-order`, op: "place", need: "trade", answer: (asked) => place(asked, "spot") },
  {
    method: "POST",
    path: `${SPOT}/cancel-order`,
    op: "cancel",
    need: "trade",
    answer: (asked) => cancel(asked, "spot"),
  },
  { method: "GET", path: `${SPOT}/orderInfo`, op: "find", need: "read", answer: (asked) => find(asked, "spot") },
  {
    method: "GET",
    path: `${SPOT}/unfilled-orders`,
    op: "openOrders",
    need: "read",
    answer: (asked) => list(asked, "spot", true),
  },
  {
    method: "GET",
    path: `${SPOT}/history-orders`,
    op: "history",
    need: "read",
    answer: (asked) => list(asked, "spot", false),
  },
  { method: "GET", path: `${SPOT}/fills`, op: "fills", need: "read", answer: (asked) => fills(asked, "spot") },
  { method: "POST", path: `${MIX}/place-order`, op: "place", need: "trade", answer: (asked) => place(asked, "mix") },
  { method: "POST", path: `${MIX}/cancel-order`, op: "cancel", need: "trade", answer: (asked) => cancel(asked, "mix") },
  { method: "GET", path: `${MIX}/detail`, op: "find", need: "read", answer: (asked) => find(asked, "mix") },
  {
    method: "GET",
    path: `${MIX}/orders-pending`,
    op: "openOrders",
    need: "read",
    answer: (asked) => list(asked, "mix", true),
  },
  {
    method: "GET",
    path: `${MIX}/orders-history`,
    op: "history",
    need: "read",
    answer: (asked) => list(asked, "mix", false),
  },
  { method: "GET", path: `${MIX}/fills`, op: "fills", need: "read", answer: (asked) => fills(asked, "mix") },
  {
    method: "POST",
    path: `${MIX}/place-plan-order`,
    op: "place",
    need: "trade",
    answer: (asked) => place(asked, "plan"),
  },
  {
    method: "POST",
    path: `${MIX}/place-tpsl-order`,
    op: "place",
    need: "trade",
    answer: (asked) => place(asked, "tpsl"),
  },
  { method: "POST", path: `${MIX}/cancel-plan-order`, op: "cancel", need: "trade", answer: cancelPlans },
  {
    method: "GET",
    path: `${MIX}/orders-plan-pending`,
    op: "openOrders",
    need: "read",
    answer: (asked) => list(asked, "plan", true),
  },
  {
    method: "GET",
    path: `${MIX}/orders-plan-history`,
    op: "history",
    need: "read",
    answer: (asked) => list(asked, "plan", false),
  },
];
