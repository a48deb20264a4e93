import { dec, plain } from "@/lib/kernel/decimal";
import { fixed } from "../../answers.ts";
import { bookClientIdOf, bookIdOf } from "../../core/conditional.ts";
import type { Fill, Order, OrderState } from "../../core/rows.ts";
import { clientIdOf, idOf, statusOf } from "../binance-spot/tell.ts";

/** `type` is what lies in the book, `origType` what was sent: a triggered stop becomes a market order. */
export function tellOrder(order: Order) {
  const average = order.filled.isZero() ? dec(0) : order.filledQuote.div(order.filled);
  return {
    orderId: bookIdOf(order),
    symbol: idOf(order),
    status: statusOf(order),
    clientOrderId: order.by === "liquidation" ? `autoclose-${order.id}` : bookClientIdOf(order),
    price: order.price === null ? "0.00" : plain(order.price),
    avgPrice: average.toDecimalPlaces(8).toFixed(),
    origQty: plain(order.qty),
    executedQty: plain(order.filled),
    cumQty: plain(order.filled),
    cumQuote: fixed(order.filledQuote),
    timeInForce: order.tif === "POST" ? "GTX" : order.type === "market" ? "GTC" : order.tif,
    type: order.type === "market" ? "MARKET" : "LIMIT",
    reduceOnly: order.reduceOnly,
    closePosition: false,
    side: order.side,
    positionSide: "BOTH",
    stopPrice: order.trigger === null ? "0" : plain(order.trigger.price),
    workingType: "CONTRACT_PRICE",
    priceProtect: false,
    origType: order.sentType,
    priceMatch: "NONE",
    selfTradePreventionMode: "NONE",
    goodTillDate: 0,
    time: order.at,
    updateTime: order.updatedAt,
  };
}

const ALGO_STATUS: Readonly<Record<OrderState, string>> = {
  waiting: "NEW",
  open: "TRIGGERED",
  partial: "TRIGGERED",
  filled: "FINISHED",
  cancelled: "CANCELED",
  rejected: "REJECTED",
  expired: "EXPIRED",
};

/** A conditional order: it lives at the algo endpoints, and once triggered names the order that went to the book. */
export function tellAlgo(order: Order) {
  return {
    algoId: Number(order.id),
    clientAlgoId: clientIdOf(order),
    algoType: "CONDITIONAL",
    orderType: order.sentType,
    symbol: idOf(order),
    side: order.side,
    positionSide: "BOTH",
    timeInForce: order.type === "market" ? "GTC" : order.tif,
    quantity: plain(order.qty),
    algoStatus: ALGO_STATUS[order.state],
    actualOrderId: order.triggeredAt === null ? "" : String(bookIdOf(order)),
    actualPrice: order.filled.isZero() ? "0" : order.filledQuote.div(order.filled).toDecimalPlaces(8).toFixed(),
    actualQty: plain(order.filled),
    triggerPrice: order.trigger === null ? "0" : plain(order.trigger.price),
    price: order.price === null ? "0" : plain(order.price),
    icebergQuantity: null,
    selfTradePreventionMode: "EXPIRE_MAKER",
    workingType: "CONTRACT_PRICE",
    priceMatch: "NONE",
    closePosition: false,
    priceProtect: false,
    reduceOnly: order.reduceOnly,
    createTime: order.at,
    updateTime: order.updatedAt,
    triggerTime: order.triggeredAt ?? 0,
    goodTillDate: 0,
  };
}

export function tellFill(fill: Fill, order: Order | undefined) {
  return {
    symbol: idOf(fill),
    id: Number(fill.id),
    orderId: order === undefined ? Number(fill.orderId) : bookIdOf(order),
    side: fill.side,
    price: plain(fill.price),
    qty: plain(fill.qty),
    realizedPnl: fixed(fill.pnl),
    quoteQty: fixed(fill.quote),
    commission: fixed(fill.fee),
    commissionAsset: fill.feeCurrency,
    time: fill.at,
    positionSide: "BOTH",
    buyer: fill.side === "BUY",
    maker: fill.maker,
  };
}
