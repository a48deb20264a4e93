import { type Dec, dec } from "@/lib/kernel/decimal";
import { roundAmount } from "@/lib/trading/market/instrument";
import type { Books } from "./books.ts";
import { endOrder } from "./end.ts";
import { fillOrder } from "./fill.ts";
import { balanceOf, walletOf } from "./ledger.ts";
import type { VenueMarket } from "./listing.ts";
import { leverageOf } from "./margin.ts";
import type { Order } from "./rows.ts";

/**
 * Brings an order to the book: what the touch allows fills as a taker, the rest rests, or expires where its type does not rest.
 * @param fraction how much of it the book can serve, 1 unless a thin book is played
 */
export function executeOrder(books: Books, market: VenueMarket, order: Order, fraction: Dec): Order {
  const quote = books.quotes.of(market);
  if (quote === null) return endOrder(books, order, "expired", "no price");
  const touch = order.side === "BUY" ? quote.ask : quote.bid;
  const reaches = order.price === null || (order.side === "BUY" ? order.price.gte(touch) : order.price.lte(touch));
  let current: Order = order;
  if (reaches) {
    const reducible = order.reduceOnly ? reducibleBy(books, order) : order.qty;
    const most = reducible.lt(order.qty) ? reducible : order.qty;
    const qty = roundAmount(market, most.times(fraction));
    if (order.tif === "FOK" && qty.lt(order.qty)) return endOrder(books, order, "expired", "not fillable at once");
    if (qty.gt(0)) {
      if (!affords(books, market, order, qty, touch)) return endOrder(books, order, "expired", "insufficient balance");
      current = fillOrder(books, market, order, { qty, price: touch, maker: false }).order;
      if (current.state === "filled") return current;
      if (order.reduceOnly && most.lt(order.qty) && fraction.eq(1))
        return endOrder(books, current, "expired", "nothing left to reduce");
    } else if (order.reduceOnly && most.isZero()) return endOrder(books, order, "expired", "nothing to reduce");
  }
  if (order.type === "market" || order.tif === "IOC" || order.tif === "FOK")
    return endOrder(books, current, "expired", "the rest did not fill at once");
  if (current.state === "waiting") {
    current = { ...current, state: "open", updatedAt: books.now() };
    books.put("orders", current);
  }
  return current;
}

/** How much of the position an order of this side can close. */
export function reducibleBy(books: Books, { account, symbol, side }: Pick<Order, "account" | "symbol" | "side">): Dec {
  const qty = books.position(account, symbol)?.qty ?? dec(0);
  const closes = side === "SELL" ? qty : qty.negated();
  return closes.gt(0) ? closes : dec(0);
}

/** Whether the account can pay for it; what the order has bound itself counts. Swaps: margin and fee of the part that opens. */
export function affords(books: Books, market: VenueMarket, order: Order, qty: Dec, price: Dec): boolean {
  const need = needOf(books, market, order, qty, price);
  if (need.isZero()) return true; // what only closes is never refused, however deep the account is under water
  const wallet = walletOf(order.exchange, order.kind);
  const currency = order.kind === "spot" && order.side === "SELL" ? market.base : market.quote;
  const own = books.order(order.account, order.id) === undefined ? dec(0) : order.locked;
  return balanceOf(books, order.account, wallet, currency).free.plus(own).gte(need);
}

/** What an order binds: the quote of a spot buy, the base of a spot sell, the margin and fee of what a swap order opens. */
export function needOf(
  books: Books,
  market: VenueMarket,
  order: Pick<Order, "kind" | "side" | "account" | "symbol" | "reduceOnly">,
  qty: Dec,
  price: Dec,
): Dec {
  if (order.kind === "spot") return order.side === "SELL" ? qty : qty.times(price);
  const opens = qty.minus(reducibleBy(books, order));
  if (order.reduceOnly || opens.lte(0)) return dec(0);
  const margin = opens.times(price).div(leverageOf(books, order.account, order.symbol));
  return margin.plus(opens.times(price).times(market.takerBps).div(10_000)).toDecimalPlaces(8);
}
