import { fixed } from "../../answers.ts";
import type { Books } from "../../core/books.ts";
import { marketOf } from "../../core/listing.ts";
import type { Fill, Order, OrderState } from "../../core/rows.ts";

const STATUS: Readonly<Record<OrderState, string>> = {
  waiting: "NEW",
  open: "NEW",
  partial: "PARTIALLY_FILLED",
  filled: "FILLED",
  cancelled: "CANCELED",
  rejected: "REJECTED",
  expired: "EXPIRED",
};

export const statusOf = (order: Order): string => STATUS[order.state];
export const idOf = ({ exchange, symbol }: { exchange: string; symbol: string }): string =>
  marketOf(exchange, symbol)?.id ?? symbol;
const ZERO = "0.00000000";
/** An order without an id of its sender's gets one of the venue's. */
export const clientIdOf = ({ clientId, id }: Pick<Order, "clientId" | "id">): string => clientId ?? `web_${id}`;

/** An order as `GET /api/v3/order` and the lists tell it. */
export function tellOrder(order: Order) {
  return {
    symbol: idOf(order),
    orderId: Number(order.id),
    orderListId: -1,
    clientOrderId: clientIdOf(order),
    price: order.price === null ? ZERO : fixed(order.price),
    origQty: fixed(order.qty),
    executedQty: fixed(order.filled),
    cummulativeQuoteQty: fixed(order.filledQuote),
    origQuoteOrderQty: order.cost === null ? ZERO : fixed(order.cost),
    status: statusOf(order),
    timeInForce: order.tif === "POST" ? "GTC" : order.type === "market" ? "GTC" : order.tif,
    type: order.sentType,
    side: order.side,
    stopPrice: order.trigger === null ? ZERO : fixed(order.trigger.price),
    icebergQty: ZERO,
    time: order.at,
    updateTime: order.updatedAt,
    isWorking: order.state !== "waiting",
    workingTime: order.triggeredAt ?? (order.state === "waiting" ? -1 : order.at),
    selfTradePreventionMode: "EXPIRE_MAKER",
  };
}

/** The FULL answer to a new order. */
export function tellPlaced(order: Order, fills: readonly Fill[]) {
  const { time: _, updateTime, isWorking: _working, icebergQty: _iceberg, ...told } = tellOrder(order);
  return {
    ...told,
    transactTime: updateTime,
    fills: fills.map((fill) => ({
      price: fixed(fill.price),
      qty: fixed(fill.qty),
      commission: fixed(fill.fee),
      commissionAsset: fill.feeCurrency,
      tradeId: Number(fill.id),
    })),
  };
}

export function tellFill(fill: Fill) {
  return {
    symbol: idOf(fill),
    id: Number(fill.id),
    orderId: Number(fill.orderId),
    orderListId: -1,
    price: fixed(fill.price),
    qty: fixed(fill.qty),
    quoteQty: fixed(fill.quote),
    commission: fixed(fill.fee),
    commissionAsset: fill.feeCurrency,
    time: fill.at,
    isBuyer: fill.side === "BUY",
    isMaker: fill.maker,
    isBestMatch: true,
  };
}

/** An `executionReport` of the user data stream. */
export function tellReport(books: Books, order: Order, fill: Fill | null) {
  const cancelled = order.state === "cancelled";
  return {
    e: "executionReport",
    E: books.now(),
    s: idOf(order),
    c: cancelled ? `web_cancel_${order.id}` : clientIdOf(order),
    S: order.side,
    o: order.sentType,
    f: order.type === "market" ? "GTC" : order.tif,
    q: fixed(order.qty),
    p: order.price === null ? ZERO : fixed(order.price),
    P: order.trigger === null ? ZERO : fixed(order.trigger.price),
    F: ZERO,
    g: -1,
    C: cancelled ? clientIdOf(order) : "",
    x: fill !== null ? "TRADE" : order.state === "waiting" || order.state === "open" ? "NEW" : statusOf(order),
    X: statusOf(order),
    r: "NONE",
    i: Number(order.id),
    l: fill === null ? ZERO : fixed(fill.qty),
    z: fixed(order.filled),
    L: fill === null ? ZERO : fixed(fill.price),
    n: fill === null ? "0" : fixed(fill.fee),
    N: fill === null ? null : fill.feeCurrency,
    T: order.updatedAt,
    t: fill === null ? -1 : Number(fill.id),
    w: order.state === "open" || order.state === "partial",
    m: fill?.maker ?? false,
    O: order.at,
    Z: fixed(order.filledQuote),
    Y: fill === null ? ZERO : fixed(fill.quote),
    Q: order.cost === null ? ZERO : fixed(order.cost),
  };
}
