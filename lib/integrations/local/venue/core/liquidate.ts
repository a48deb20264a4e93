import { dec } from "@/lib/kernel/decimal";
import type { Books } from "./books.ts";
import { endOrder } from "./end.ts";
import { executeOrder } from "./execute.ts";
import { walletOf } from "./ledger.ts";
import { marketOf } from "./listing.ts";
import { swapMargin } from "./margin.ts";
import type { Order } from "./rows.ts";

/** Closes every swap position of an account whose equity no longer covers the maintenance margin; its swap orders are cancelled first. */
export function liquidateAccount(books: Books, account: string): void {
  const owner = books.account(account);
  if (owner === undefined) return;
  const { unrealised, maintenance } = swapMargin(books, account);
  const equity = books.total(account, walletOf(owner.exchange, "swap"), "USDT").plus(unrealised);
  if (maintenance.isZero() || equity.gt(maintenance)) return;
  for (const order of books.open())
    if (order.account === account && order.kind === "swap") endOrder(books, order, "cancelled", "liquidation");
  for (const position of books.positions(account)) {
    const market = marketOf(position.exchange, position.symbol);
    if (market === undefined || position.qty.isZero()) continue;
    const now = books.now();
    const order: Order = {
      id: books.nextId(),
      account,
      exchange: position.exchange,
      symbol: position.symbol,
      kind: "swap",
      clientId: null,
      side: position.qty.isNegative() ? "BUY" : "SELL",
      type: "market",
      tif: "IOC",
      trigger: null,
      qty: position.qty.abs(),
      cost: null,
      price: null,
      reduceOnly: true,
      leverage: position.leverage,
      sentType: "MARKET",
      state: "open",
      filled: dec(0),
      filledQuote: dec(0),
      locked: dec(0),
      at: now,
      updatedAt: now,
      triggeredAt: null,
      hiddenUntil: now,
      hiddenLooks: 0,
      reason: "liquidation",
      by: "liquidation",
    };
    books.put("orders", order);
    executeOrder(books, market, order, dec(1));
  }
}
