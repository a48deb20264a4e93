import { dec, plain } from "@/lib/kernel/decimal";
import { marketOf } from "../../core/listing.ts";
import type { Fill, Order } from "../../core/rows.ts";

const categoryOf = ({ kind }: Pick<Order, "kind">): "spot" | "linear" => (kind === "spot" ? "spot" : "linear");
const idOf = ({ exchange, symbol }: { exchange: string; symbol: string }): string =>
  marketOf(exchange, symbol)?.id ?? symbol;
const sideOf = ({ side }: { side: "BUY" | "SELL" }): string => (side === "BUY" ? "Buy" : "Sell");

function statusOf({ state, filled, triggeredAt, trigger }: Order): string {
  if (state === "waiting") return "Untriggered";
  if (state === "open") return "New";
  if (state === "partial") return "PartiallyFilled";
  if (state === "filled") return "Filled";
  if (state === "rejected") return "Rejected";
  if (trigger !== null && triggeredAt === null) return "Deactivated";
  return filled.isZero() ? "Cancelled" : "PartiallyFilledCanceled";
}

/** An order of v5. A spot market buy by cost tells its cost as `qty`, as the real one does. */
export function tellOrder(order: Order) {
  const average = order.filled.isZero() ? null : order.filledQuote.div(order.filled).toDecimalPlaces(8);
  const left = order.qty.minus(order.filled);
  const ended = ["cancelled", "rejected", "expired", "filled"].includes(order.state);
  return {
    category: categoryOf(order),
    orderId: order.id,
    orderLinkId: order.clientId ?? "",
    symbol: idOf(order),
    price: plain(order.price ?? dec(0)),
    qty: plain(order.cost ?? order.qty),
    marketUnit:
      order.kind === "spot" && order.type === "market" ? (order.cost === null ? "baseCoin" : "quoteCoin") : "",
    side: sideOf(order),
    isLeverage: "0",
    positionIdx: 0,
    orderStatus: statusOf(order),
    cancelType: order.state === "cancelled" ? "CancelByUser" : "UNKNOWN",
    rejectReason:
      order.state === "rejected" ? "EC_Others" : order.state === "expired" ? "EC_NoImmediateQtyToFill" : "EC_NoError",
    avgPrice: average === null ? "" : average.toFixed(),
    leavesQty: ended ? "0" : plain(left),
    leavesValue: "0",
    cumExecQty: plain(order.filled),
    cumExecValue: plain(order.filledQuote),
    cumExecFee: "",
    timeInForce: order.tif === "POST" ? "PostOnly" : order.tif,
    orderType: order.type === "market" ? "Market" : "Limit",
    stopOrderType: order.trigger === null ? "" : "Stop",
    triggerPrice: order.trigger === null ? "" : plain(order.trigger.price),
    triggerDirection: order.trigger === null ? 0 : order.trigger.way === "up" ? 1 : 2,
    triggerBy: order.trigger === null ? "" : "LastPrice",
    takeProfit: "",
    stopLoss: "",
    reduceOnly: order.reduceOnly,
    closeOnTrigger: false,
    ...(order.kind === "swap" ? { tpslMode: "" } : {}),
    createdTime: String(order.at),
    updatedTime: String(order.updatedAt),
  };
}

export function tellFill(fill: Fill, order: Order | undefined) {
  return {
    category: categoryOf(fill),
    symbol: idOf(fill),
    orderId: fill.orderId,
    orderLinkId: fill.clientId ?? "",
    side: sideOf(fill),
    orderPrice: plain(order?.price ?? dec(0)),
    orderQty: plain(order?.qty ?? fill.qty),
    leavesQty: "0",
    orderType: order?.type === "limit" ? "Limit" : "Market",
    stopOrderType: order?.trigger ? "Stop" : "UNKNOWN",
    execFee: plain(fill.fee),
    feeCurrency: fill.feeCurrency,
    execId: fill.id,
    execPrice: plain(fill.price),
    execQty: plain(fill.qty),
    execType: order?.by === "liquidation" ? "BustTrade" : "Trade",
    execValue: plain(fill.quote),
    execPnl: plain(fill.pnl),
    execTime: String(fill.at),
    isMaker: fill.maker,
    closedSize: "0",
    seq: Number(fill.id),
  };
}
