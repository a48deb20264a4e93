import { randomBytes } from "node:crypto";
import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Books } from "./books.ts";
import { balanceOf, post, walletsOf } from "./ledger.ts";
import { leverageOf } from "./margin.ts";
import type { Wallet } from "./rows.ts";

/** A new customer, with `startUsdt` in each of its wallets. */
export function openAccount(
  books: Books,
  exchange: string,
  startUsdt: Dec,
  id = `acct_${randomBytes(5).toString("hex")}`,
): string {
  const present = books.account(id);
  if (present !== undefined) {
    if (present.exchange !== exchange) throw new Error(`${id} is an account of ${present.exchange}.`);
    return id;
  }
  books.put("accounts", { id, exchange });
  for (const wallet of walletsOf(exchange))
    post(books, { account: id, wallet, currency: "USDT", amount: startUsdt, why: "deposit", fillId: null });
  books.commit();
  return id;
}

/** Money that comes from outside, or leaves by the customer's hand. @throws Error when more is taken than is free */
export function moveMoney(
  books: Books,
  account: string,
  of: { readonly wallet: Wallet; readonly currency: string; readonly amount: Dec },
): void {
  const leaves = of.amount.isNegative();
  if (leaves && balanceOf(books, account, of.wallet, of.currency).free.lt(of.amount.negated()))
    throw new Error(`${account} has less ${of.currency} free than that.`);
  post(books, { account, ...of, why: leaves ? "withdrawal" : "deposit", fillId: null });
  books.commit();
}

/** @returns false where it is so already */
export function setLeverage(
  books: Books,
  account: string,
  exchange: string,
  symbol: string,
  leverage: number,
): boolean {
  if (leverageOf(books, account, symbol) === leverage) return false;
  const zero = { account, exchange, symbol, qty: dec(0), value: dec(0) };
  const position = books.position(account, symbol) ?? zero;
  books.put("positions", { ...position, leverage, updatedAt: books.now() });
  books.commit();
  return true;
}
