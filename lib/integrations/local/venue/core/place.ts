import { type Dec, dec } from "@/lib/kernel/decimal";
import { roundAmount } from "@/lib/trading/market/instrument";
import type { Books } from "./books.ts";
import { endOrder } from "./end.ts";
import { affords, executeOrder, needOf, reducibleBy } from "./execute.ts";
import { dropIdleReducers } from "./idle-reducers.ts";
import type { VenueMarket } from "./listing.ts";
import { leverageOf } from "./margin.ts";
import type { Fill, No, Order } from "./rows.ts";
import { isOpen } from "./rows.ts";

/** An order as a protocol has read it. */
export interface Wanted
  extends Pick<Order, "clientId" | "side" | "type" | "tif" | "price" | "trigger" | "reduceOnly" | "sentType"> {
  readonly market: VenueMarket;
  /** null: a market buy by `cost`. */
  readonly qty: Dec | null;
  readonly cost: Dec | null;
  readonly by?: Order["by"];
}

/** What a fault makes of an order. */
export interface Twist {
  readonly fraction?: Dec;
  readonly hideMs?: number;
  readonly hideLooks?: number;
  /** Accepted first, rejected afterwards. */
  readonly rejectLate?: boolean;
}

export type Placed =
  | { readonly ok: true; readonly order: Order; readonly fills: readonly Fill[] }
  | { readonly ok: false; readonly no: No };

/** Binance's ids are unique among OPEN orders only, the others' for good (RELIABILITY 3.2); of MEXC nothing more is documented than of Binance. */
const IDS_OF_OPEN_ORDERS_ONLY = ["binance", "mexc"];

/** Takes an order or says no, as a venue's matching engine does; committed before it answers. */
export function placeOrder(books: Books, account: string, wanted: Wanted, twist: Twist = {}): Placed {
  const { market } = wanted;
  const no = refusalOf(books, account, wanted);
  if (no !== null) return { ok: false, no };
  const quote = books.quotes.of(market);
  const touch = (wanted.side === "BUY" ? quote?.ask : quote?.bid) ?? dec(0);
  const qty = wanted.qty ?? roundAmount(market, (wanted.cost ?? dec(0)).div(touch));
  const now = books.now();
  const draft: Order = {
    id: books.nextId(),
    account,
    exchange: market.exchange,
    symbol: market.symbol,
    kind: market.kind,
    clientId: wanted.clientId,
    side: wanted.side,
    type: wanted.type,
    tif: wanted.tif,
    trigger: wanted.trigger,
    qty,
    cost: wanted.cost,
    price: wanted.price,
    reduceOnly: wanted.reduceOnly,
    leverage: market.kind === "swap" ? leverageOf(books, account, market.symbol) : 1,
    sentType: wanted.sentType,
    state: wanted.trigger === null ? "open" : "waiting",
    filled: dec(0),
    filledQuote: dec(0),
    locked: dec(0),
    at: now,
    updatedAt: now,
    triggeredAt: null,
    hiddenUntil: now + (twist.hideMs ?? 0),
    hiddenLooks: twist.hideLooks ?? 0,
    reason: "",
    by: wanted.by ?? "api",
  };
  const price = wanted.price ?? wanted.trigger?.price ?? touch;
  if (!affords(books, market, draft, qty, price)) return { ok: false, no: "insufficient" };
  const order: Order = { ...draft, locked: needOf(books, market, draft, qty, price) };
  books.put("orders", order);
  books.tell({ type: "order", order });
  if (twist.rejectLate === true) {
    endOrder(books, order, "rejected", "rejected after it was accepted");
    books.commit();
    return { ok: true, order, fills: [] };
  }
  const placed = order.trigger === null ? executeOrder(books, market, order, twist.fraction ?? dec(1)) : order;
  if (market.kind === "swap") dropIdleReducers(books, account);
  books.commit();
  return { ok: true, order: placed, fills: books.fills(account).filter(({ orderId }) => orderId === order.id) };
}

function refusalOf(books: Books, account: string, wanted: Wanted): No | null {
  const { market, qty, cost, price, trigger, side } = wanted;
  const quote = books.quotes.of(market);
  if (books.quotes.halted(market) || quote === null) return "halted";
  if (qty === null && (cost === null || cost.lte(0))) return "badParameter";
  if (qty !== null && (qty.lte(0) || !qty.mod(market.lot).isZero())) return "lotSize";
  const rests = price !== null && trigger === null;
  if (qty?.gt(rests ? market.orderMax : market.marketMax) === true) return "tooLarge";
  for (const one of [price, trigger?.price])
    if (one !== null && one !== undefined && (one.lte(0) || !one.mod(market.tick).isZero())) return "priceFilter";
  const touch = side === "BUY" ? quote.ask : quote.bid;
  const size = qty ?? roundAmount(market, (cost ?? dec(0)).div(touch));
  const value = cost ?? size.times(price ?? trigger?.price ?? touch);
  const shrinks = market.kind === "swap" && wanted.reduceOnly;
  if (!shrinks && (value.lt(market.minNotional) || size.isZero())) return "minNotional";
  if (wanted.clientId !== null) {
    const before = books.withClientId(account, wanted.clientId);
    const taken = IDS_OF_OPEN_ORDERS_ONLY.includes(market.exchange) ? before.some(isOpen) : before.length > 0;
    if (taken) return "duplicate";
  }
  if (trigger !== null && (trigger.way === "up" ? quote.last.gte(trigger.price) : quote.last.lte(trigger.price)))
    return "wouldTrigger";
  if (wanted.tif === "POST" && price !== null && (side === "BUY" ? price.gte(quote.ask) : price.lte(quote.bid)))
    return "postOnly";
  if (shrinks && reducibleBy(books, { account, symbol: market.symbol, side }).isZero()) return "reduceOnly";
  return null;
}
