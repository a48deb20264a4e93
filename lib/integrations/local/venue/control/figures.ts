import { plain } from "@/lib/kernel/decimal";
import type { Books } from "../core/books.ts";
import { balanceOf, walletsOf } from "../core/ledger.ts";
import { figuresOf } from "../core/margin.ts";

/** Everything about one account in numbers as text: the venue's side of a comparison. */
export function accountFigures(books: Books, account: string) {
  const exchange = books.account(account)?.exchange ?? "";
  return {
    id: account,
    exchange,
    balances: walletsOf(exchange).flatMap((wallet) =>
      books.currencies(account, wallet).map((currency) => {
        const { total, free, locked } = balanceOf(books, account, wallet, currency);
        return { wallet, currency, total: plain(total), free: plain(free), locked: plain(locked) };
      }),
    ),
    positions: books
      .positions(account)
      .filter(({ qty }) => !qty.isZero())
      .map((position) => ({ ...position, ...figuresOf(books, position) })),
    orders: books.orders(account),
    fills: books.fills(account),
    entries: books.entries(account),
  };
}
