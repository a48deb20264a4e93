import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Books } from "./books.ts";
import { marketOf } from "./listing.ts";
import { swapMargin } from "./margin.ts";
import type { Entry, Order, Wallet } from "./rows.ts";

/** Bybit has one wallet for all, the others one a kind of market. */
export function walletOf(exchange: string, kind: "spot" | "swap"): Wallet {
  return exchange === "bybit" ? "unified" : kind;
}

export function walletsOf(exchange: string): readonly Wallet[] {
  return exchange === "bybit" ? ["unified"] : exchange === "mexc" ? ["spot"] : ["spot", "swap"];
}

export function post(books: Books, entry: Omit<Entry, "id" | "at">): void {
  if (entry.amount.isZero()) return;
  books.put("entries", { ...entry, id: books.nextId(), at: books.now() });
  books.tell({ type: "balance", account: entry.account, wallet: entry.wallet });
}

export interface Balance {
  readonly total: Dec;
  /** Bound by orders, and as margin of positions. */
  readonly locked: Dec;
  /** Below 0 is told as 0 by the protocols. */
  readonly free: Dec;
}

export function balanceOf(books: Books, account: string, wallet: Wallet, currency: string): Balance {
  const total = books.total(account, wallet, currency);
  let locked = dec(0);
  for (const order of books.open()) {
    if (order.account === account && walletOf(order.exchange, order.kind) === wallet && lockedIn(order) === currency)
      locked = locked.plus(order.locked);
  }
  if (wallet === "spot" || currency !== "USDT") return { total, locked, free: total.minus(locked) };
  const { positionMargin, unrealised } = swapMargin(books, account);
  locked = locked.plus(positionMargin);
  return { total, locked, free: total.plus(unrealised).minus(locked) };
}

function lockedIn(order: Order): string {
  const market = marketOf(order.exchange, order.symbol);
  if (market === undefined) return "";
  return order.kind === "spot" && order.side === "SELL" ? market.base : market.quote;
}
