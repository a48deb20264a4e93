import { plain } from "@/lib/kernel/decimal";
import { marketOf } from "../../core/listing.ts";
import type { Fill, Order } from "../../core/rows.ts";

const PREFIX = "C02__";

/** MEXC's ids are texts. */
const tellId = (id: string): string => PREFIX + id;
export const readId = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : text.replace(PREFIX, "");

const idOf = ({ exchange, symbol }: { exchange: string; symbol: string }): string =>
  marketOf(exchange, symbol)?.id ?? symbol;

function statusOf({ state, filled }: Order): string {
  if (state === "filled") return "FILLED";
  if (state === "partial") return "PARTIALLY_FILLED";
  if (state === "open" || state === "waiting") return "NEW";
  return filled.isZero() ? "CANCELED" : "PARTIALLY_CANCELED";
}

export function tellOrder(order: Order) {
  return {
    symbol: idOf(order),
    orderId: tellId(order.id),
    orderListId: -1,
    clientOrderId: order.clientId,
    price: plain(order.price ?? (order.filled.isZero() ? 0 : order.filledQuote.div(order.filled).toDecimalPlaces(8))),
    origQty: plain(order.qty),
    executedQty: plain(order.filled),
    cummulativeQuoteQty: plain(order.filledQuote),
    origQuoteOrderQty: plain(order.cost ?? 0),
    status: statusOf(order),
    timeInForce: null,
    type: order.sentType,
    side: order.side,
    stopPrice: null,
    icebergQty: null,
    time: order.at,
    updateTime: order.updatedAt,
    isWorking: true,
  };
}

/** What a new order is answered: no state, no fills. */
export function tellPlaced(order: Order) {
  const { symbol, orderId, orderListId, price, origQty, type, side } = tellOrder(order);
  return { symbol, orderId, orderListId, price, origQty, type, side, transactTime: order.at };
}

export function tellFill(fill: Fill) {
  return {
    symbol: idOf(fill),
    id: fill.id,
    orderId: tellId(fill.orderId),
    orderListId: -1,
    price: plain(fill.price),
    qty: plain(fill.qty),
    quoteQty: plain(fill.quote),
    commission: plain(fill.fee),
    commissionAsset: fill.feeCurrency,
    time: fill.at,
    isBuyer: fill.side === "BUY",
    isMaker: fill.maker,
    isBestMatch: true,
    isSelfTrade: false,
    clientOrderId: fill.clientId,
  };
}
