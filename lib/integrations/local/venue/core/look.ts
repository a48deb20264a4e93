import { DAY_MS } from "@/lib/kernel/time";
import type { Books } from "./books.ts";
import { type Fill, isOpen, type Order } from "./rows.ts";

/** What an account's own questions get to see: a venue's look-ups may lag behind its book, and each one that misses counts. */

export interface Which {
  readonly kind?: Order["kind"];
  readonly symbol?: string | undefined;
  readonly from?: number | null;
  readonly to?: number | null;
}

/** One order by the venue's id or, where none is given, the newest with that client id. */
export function findOrder(
  books: Books,
  account: string,
  by: { readonly id?: string | null | undefined; readonly clientId?: string | null | undefined },
): Order | undefined {
  const found =
    by.id !== undefined && by.id !== null
      ? books.order(account, by.id)
      : books.withClientId(account, by.clientId ?? "").at(-1);
  return found === undefined || hides(books, found) || isStruckOff(books, found) ? undefined : found;
}

export function listOrders(
  books: Books,
  account: string,
  which: Which & { readonly open: boolean | null },
): readonly Order[] {
  const asked = books
    .orders(account)
    .filter((order) => matches(order, which) && (which.open === null || isOpen(order) === which.open));
  return asked.filter((order) => !hides(books, order) && !isStruckOff(books, order));
}

export function listFills(
  books: Books,
  account: string,
  which: Which & { readonly orderId?: string | null },
): readonly Fill[] {
  return books.fills(account).filter((fill) => {
    if (!matches(fill, which)) return false;
    if (which.orderId !== undefined && which.orderId !== null && fill.orderId !== which.orderId) return false;
    const order = books.order(account, fill.orderId);
    return order === undefined || (order.hiddenUntil <= books.now() && order.hiddenLooks === 0);
  });
}

function matches(row: Order | Fill, { kind, symbol, from, to }: Which): boolean {
  return (
    (kind === undefined || row.kind === kind) &&
    (symbol === undefined || row.symbol === symbol) &&
    (from === undefined || from === null || row.at >= from) &&
    (to === undefined || to === null || row.at <= to)
  );
}

/** An order that ended unfilled is in no list of Bybit a day later, and in none of Binance USD-M once it is three days old. */
function isStruckOff(books: Books, { exchange, kind, state, filled, at, updatedAt }: Order): boolean {
  if ((state !== "cancelled" && state !== "expired") || !filled.isZero()) return false;
  if (exchange === "bybit") return books.now() - updatedAt > DAY_MS;
  return exchange === "binance" && kind === "swap" && books.now() - at > 3 * DAY_MS;
}

function hides(books: Books, order: Order): boolean {
  if (order.hiddenUntil > books.now()) return true;
  if (order.hiddenLooks === 0) return false;
  books.put("orders", { ...order, hiddenLooks: order.hiddenLooks - 1 });
  books.commit();
  return true;
}
