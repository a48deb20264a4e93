import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import type { Books } from "../../core/books.ts";
import { bookClientIdOf, bookIdOf } from "../../core/conditional.ts";
import { marketOf } from "../../core/listing.ts";
import type { Fill, Order, OrderState } from "../../core/rows.ts";

export const idOf = ({ exchange, symbol }: { exchange: string; symbol: string }): string =>
  marketOf(exchange, symbol)?.id ?? symbol;
const side = ({ side: told }: { side: "BUY" | "SELL" }): string => told.toLowerCase();
const tradeSide = (told: { side: "BUY" | "SELL" }, order: Order | undefined): string =>
  order?.by === "liquidation" ? `burst_${side(told)}_single` : side(told);
const force = ({ tif, type }: Order): string =>
  type === "market" ? "gtc" : tif === "POST" ? "post_only" : tif.toLowerCase();

const STATUS: Readonly<Record<OrderState, string>> = {
  waiting: "live",
  open: "live",
  partial: "partially_filled",
  filled: "filled",
  cancelled: "cancelled",
  rejected: "cancelled",
  expired: "cancelled",
};
const PLAN_STATUS: Readonly<Record<OrderState, string>> = {
  waiting: "live",
  open: "executed",
  partial: "executed",
  filled: "executed",
  cancelled: "cancelled",
  rejected: "fail_trigger",
  expired: "fail_execute",
};

const averageOf = (order: Order): string =>
  order.filled.isZero() ? "0" : plain(order.filledQuote.div(order.filled).toDecimalPlaces(8));

function feeOf(books: Books, order: Order): Dec {
  const own = books.fills(order.account).filter(({ orderId }) => orderId === order.id);
  return own.reduce((sum, { fee }) => sum.plus(fee), dec(0));
}

/** What all orders have in common. Fees are told as negative numbers. */
function common(order: Order) {
  return {
    symbol: idOf(order),
    size: plain(order.cost ?? order.qty),
    orderId: String(bookIdOf(order)),
    clientOid: bookClientIdOf(order),
    baseVolume: plain(order.filled),
    quoteVolume: plain(order.filledQuote),
    price: plain(order.price ?? 0),
    priceAvg: averageOf(order),
    side: side(order),
    force: force(order),
    orderType: order.type,
    enterPointSource: order.by === "api" ? "API" : "WEB",
    cTime: String(order.at),
    uTime: String(order.updatedAt),
  };
}

export function tellSpot(books: Books, order: Order) {
  const coin = order.side === "BUY" ? marketOf(order.exchange, order.symbol)?.base : "USDT";
  const fee = { feeCoinCode: coin, totalFee: plain(feeOf(books, order).negated()), deduction: false };
  return {
    ...common(order),
    status: STATUS[order.state],
    orderSource: order.type,
    ...(order.filled.isZero() ? {} : { feeDetail: JSON.stringify({ [String(coin)]: fee }) }),
  };
}

export function tellMix(books: Books, order: Order) {
  return {
    ...common(order),
    state: STATUS[order.state],
    status: STATUS[order.state],
    fee: plain(feeOf(books, order).negated()),
    posSide: "net",
    marginCoin: "USDT",
    marginMode: "crossed",
    reduceOnly: order.reduceOnly ? "YES" : "NO",
    tradeSide: tradeSide(order, order),
    posMode: "one_way_mode",
    orderSource: order.type,
    totalProfits: "0",
  };
}

/** An order that waits for its trigger, or did; then it names the order it became. */
export function tellPlan(order: Order) {
  return {
    planType: order.sentType,
    symbol: idOf(order),
    size: plain(order.qty),
    orderId: order.id,
    executeOrderId: order.triggeredAt === null ? "" : String(bookIdOf(order)),
    clientOid: order.clientId ?? `plan_${order.id}`,
    price: plain(order.price ?? 0),
    executePrice: plain(order.price ?? 0),
    callbackRatio: "",
    triggerPrice: plain(order.trigger?.price ?? 0),
    triggerType: "mark_price",
    planStatus: PLAN_STATUS[order.state],
    side: side(order),
    posSide: "net",
    marginCoin: "USDT",
    marginMode: "crossed",
    reduceOnly: order.reduceOnly ? "YES" : "NO",
    tradeSide: side(order),
    posMode: "one_way_mode",
    orderType: order.type,
    cTime: String(order.at),
    uTime: String(order.updatedAt),
  };
}

export function tellFill(fill: Fill, order: Order | undefined) {
  const fee = {
    deduction: "no",
    feeCoin: fill.feeCurrency,
    totalDeductionFee: "0",
    totalFee: plain(fill.fee.negated()),
  };
  const shared = {
    tradeId: fill.id,
    symbol: idOf(fill),
    orderId: order === undefined ? fill.orderId : String(bookIdOf(order)),
    orderType: order?.type ?? "market",
    side: side(fill),
    tradeScope: fill.maker ? "maker" : "taker",
    cTime: String(fill.at),
    uTime: String(fill.at),
  };
  return fill.kind === "spot"
    ? { ...shared, priceAvg: plain(fill.price), size: plain(fill.qty), amount: plain(fill.quote), feeDetail: fee }
    : {
        ...shared,
        price: plain(fill.price),
        baseVolume: plain(fill.qty),
        quoteVolume: plain(fill.quote),
        feeDetail: [fee],
        profit: plain(fill.pnl),
        tradeSide: tradeSide(fill, order),
        posMode: "one_way_mode",
      };
}
