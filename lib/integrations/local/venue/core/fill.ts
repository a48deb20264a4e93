import { type Dec, dec } from "@/lib/kernel/decimal";
import { ofBps } from "@/lib/trading/market/instrument";
import type { Books } from "./books.ts";
import { post, walletOf } from "./ledger.ts";
import type { VenueMarket } from "./listing.ts";
import { leverageOf } from "./margin.ts";
import type { Fill, Order, Position } from "./rows.ts";

/** Fees are charged to the eighth decimal, as the real venues do. */
const FEE_PLACES = 8;

/** Executes `qty` of an order at `price`: fill, ledger, position and the order's own figures. What is left of it keeps its state. */
export function fillOrder(
  books: Books,
  market: VenueMarket,
  order: Order,
  of: { readonly qty: Dec; readonly price: Dec; readonly maker: boolean },
): { readonly order: Order; readonly fill: Fill } {
  const now = books.now();
  const quote = of.qty.times(of.price);
  const bps = of.maker ? market.makerBps : market.takerBps;
  const coinFee = order.kind === "spot" && order.side === "BUY";
  const fee = ofBps(coinFee ? of.qty : quote, bps).toDecimalPlaces(FEE_PLACES);
  const id = books.nextId();
  const wallet = walletOf(order.exchange, order.kind);
  const book = { account: order.account, wallet, fillId: id };
  let pnl = dec(0);
  if (order.kind === "spot") {
    const sign = order.side === "BUY" ? 1 : -1;
    post(books, { ...book, currency: market.base, amount: of.qty.times(sign), why: "trade" });
    post(books, { ...book, currency: market.quote, amount: quote.times(-sign), why: "trade" });
  } else {
    pnl = movePosition(books, order, of.qty, of.price);
    post(books, { ...book, currency: market.quote, amount: pnl, why: "pnl" });
  }
  const feeCurrency = coinFee ? market.base : market.quote;
  post(books, { ...book, currency: feeCurrency, amount: fee.negated(), why: "fee" });

  const fill: Fill = {
    id,
    orderId: order.id,
    account: order.account,
    exchange: order.exchange,
    symbol: order.symbol,
    kind: order.kind,
    clientId: order.clientId,
    side: order.side,
    price: of.price,
    qty: of.qty,
    quote,
    fee,
    feeCurrency,
    maker: of.maker,
    pnl,
    at: now,
  };
  books.put("fills", fill);
  const filled = order.filled.plus(of.qty);
  const done = filled.gte(order.qty);
  const left = order.qty.minus(filled);
  const next: Order = {
    ...order,
    filled,
    filledQuote: order.filledQuote.plus(quote),
    state: done ? "filled" : "partial",
    locked: done ? dec(0) : order.locked.times(left).div(order.qty.minus(order.filled)),
    updatedAt: now,
  };
  books.put("orders", next);
  books.tell({ type: "fill", order: next, fill });
  return { order: next, fill };
}

/**
 * One position a symbol (one-way mode). The closed part's cost is rounded to the eighth decimal and the last part takes what is left, so that
 * the realised results of a position add up exactly.
 * @returns what was realised
 */
function movePosition(books: Books, order: Order, qty: Dec, price: Dec): Dec {
  const before: Position = books.position(order.account, order.symbol) ?? {
    account: order.account,
    exchange: order.exchange,
    symbol: order.symbol,
    qty: dec(0),
    value: dec(0),
    leverage: leverageOf(books, order.account, order.symbol),
    updatedAt: 0,
  };
  const change = order.side === "BUY" ? qty : qty.negated();
  const size = before.qty.abs();
  const closes = before.qty.isZero() || before.qty.isNegative() === change.isNegative() ? dec(0) : minOf(size, qty);
  const cost = closes.eq(size) ? before.value : before.value.times(closes).div(size).toDecimalPlaces(8);
  const worth = closes.times(price);
  const pnl = closes.isZero() ? dec(0) : before.qty.isNegative() ? cost.minus(worth) : worth.minus(cost);
  const position: Position = {
    ...before,
    qty: before.qty.plus(change),
    value: (closes.isZero() ? before.value : before.value.minus(cost)).plus(qty.minus(closes).times(price)),
    updatedAt: books.now(),
  };
  books.put("positions", position);
  books.tell({ type: "position", position });
  return pnl;
}

function minOf(a: Dec, b: Dec): Dec {
  return a.lt(b) ? a : b;
}
