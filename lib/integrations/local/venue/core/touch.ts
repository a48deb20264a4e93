import { dec } from "@/lib/kernel/decimal";
import type { Books } from "./books.ts";
import { endOrder } from "./end.ts";
import { executeOrder, reducibleBy } from "./execute.ts";
import { fillOrder } from "./fill.ts";
import { dropIdleReducers } from "./idle-reducers.ts";
import { liquidateAccount } from "./liquidate.ts";
import { marketOf } from "./listing.ts";
import type { Quote } from "./prices.ts";
import { isOpen, type Order } from "./rows.ts";

/**
 * A new price: triggers that it reaches go to the book, resting limits that it touches fill at their own price, accounts that it ruins are
 * closed. Triggers come first: a stop and a target in one tick, the stop is taken.
 */
export function touchBook(books: Books, exchange: string, symbol: string, quote: Quote): void {
  books.quotes.set(exchange, symbol, quote);
  books.tell({ type: "quote", exchange, symbol, quote });
  const pair = pairOf(symbol);
  const touched = books.open().filter((order) => pairOf(order.symbol) === pair);
  for (const order of touched) if (order.state === "waiting") trigger(books, order);
  for (const order of touched) {
    const now = books.order(order.account, order.id);
    if (now !== undefined && now.type === "limit" && (now.state === "open" || now.state === "partial"))
      rest(books, now);
  }
  const positions = books.allPositions().filter((one) => pairOf(one.symbol) === pair);
  for (const account of new Set(positions.map((one) => one.account))) {
    liquidateAccount(books, account);
    dropIdleReducers(books, account);
  }
  books.commit();
}

function trigger(books: Books, order: Order): void {
  const market = marketOf(order.exchange, order.symbol);
  const quote = market === undefined ? null : books.quotes.of(market);
  if (market === undefined || quote === null || order.trigger === null || books.quotes.halted(market)) return;
  const { price, way } = order.trigger;
  if (way === "up" ? quote.last.lt(price) : quote.last.gt(price)) return;
  const woken: Order = { ...order, triggeredAt: books.now(), updatedAt: books.now(), state: "open" };
  books.put("orders", woken);
  books.tell({ type: "order", order: woken });
  executeOrder(books, market, woken, dec(1));
}

function rest(books: Books, order: Order): void {
  const market = marketOf(order.exchange, order.symbol);
  const quote = market === undefined ? null : books.quotes.of(market);
  if (market === undefined || quote === null || order.price === null || books.quotes.halted(market)) return;
  if (order.side === "BUY" ? quote.ask.gt(order.price) : quote.bid.lt(order.price)) return;
  const left = order.qty.minus(order.filled);
  const reducible = order.reduceOnly ? reducibleBy(books, order) : left;
  const qty = reducible.lt(left) ? reducible : left;
  const next = qty.gt(0) ? fillOrder(books, market, order, { qty, price: order.price, maker: true }).order : order;
  if (isOpen(next) && qty.lt(left)) endOrder(books, next, "expired", "nothing left to reduce");
}

function pairOf(symbol: string): string {
  return symbol.split(":")[0] ?? symbol;
}
