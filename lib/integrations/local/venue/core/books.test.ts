import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { createRandom } from "@/lib/kernel/random";
import { accountFigures } from "../control/figures.ts";
import { openAccount, setLeverage } from "./accounts.ts";
import { Books } from "./books.ts";
import { cancelOrder } from "./cancel.ts";
import { marketOf, type VenueMarket } from "./listing.ts";
import { placeOrder } from "./place.ts";
import { QuoteBoard } from "./prices.ts";
import type { Wallet } from "./rows.ts";
import { touchBook } from "./touch.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function booksAt(file: string | null, at = 1_700_000_000_000) {
  let now = at;
  return new Books({ now: () => now++, quotes: new QuoteBoard(), file });
}

const market = (symbol: string): VenueMarket => {
  const found = marketOf("binance", symbol);
  if (found === undefined) throw new Error(`${symbol} is not listed`);
  return found;
};
const [SPOT, SWAP] = [market("BTC/USDT"), market("BTC/USDT:USDT")];

/** Random trading of one account by a seed: limits, markets, triggers, cancels, rising and falling prices. */
function trade(books: Books, account: string, seed: number, steps: number): void {
  const random = createRandom(seed);
  let price = 1_000;
  for (let step = 0; step < steps; step += 1) {
    price = Math.max(200, price + random.below(41) - 20);
    const last = dec(price);
    touchBook(books, "binance", "BTC/USDT", { bid: last.minus("0.1"), ask: last.plus("0.1"), last, at: step });
    const of = random.below(2) === 0 ? SPOT : SWAP;
    const side = random.below(2) === 0 ? "BUY" : "SELL";
    const rests = random.below(2) === 0;
    const waits = random.below(4) === 0;
    const offset = dec(random.below(30) + 1);
    const away = side === "BUY" ? last.minus(offset) : last.plus(offset);
    placeOrder(books, account, {
      market: of,
      clientId: null,
      side,
      type: rests ? "limit" : "market",
      tif: rests ? "GTC" : "IOC",
      qty: of.lot.times(random.below(900) + 101),
      cost: null,
      price: rests ? away : null,
      trigger: waits
        ? { price: side === "BUY" ? last.plus(offset) : last.minus(offset), way: side === "BUY" ? "up" : "down" }
        : null,
      reduceOnly: of.kind === "swap" && random.below(3) === 0,
      sentType: "X",
    });
    const open = books.open().filter((order) => order.account === account);
    if (open.length > 5) cancelOrder(books, open[random.below(open.length)]);
  }
}

const sum = (values: readonly Dec[]): Dec => values.reduce((total, value) => total.plus(value), dec(0));

describe("the venue's books", () => {
  it("take less at the market, of a stop too, than at a price", () => {
    const books = booksAt(null);
    const account = openAccount(books, "binance", dec(1_000_000));
    const last = dec(10);
    touchBook(books, "binance", "BTC/USDT", { bid: last, ask: last, last, at: 0 });
    const buy = (qty: Dec, price: Dec | null, trigger: Dec | null = null) =>
      placeOrder(books, account, {
        ...{ market: SPOT, clientId: null, side: "BUY", type: price === null ? "market" : "limit", tif: "IOC" },
        ...{ qty, cost: null, price, reduceOnly: false, sentType: "X" },
        trigger: trigger === null ? null : { price: trigger, way: "up" },
      });
    const { marketMax, orderMax, lot } = SPOT;
    const no = { ok: false, no: "tooLarge" };
    expect(buy(marketMax, null)).toMatchObject({ ok: true });
    expect(buy(marketMax.plus(lot), null)).toEqual(no);
    expect(buy(marketMax.plus(lot), null, dec(11))).toEqual(no);
    expect(buy(orderMax, last)).toMatchObject({ ok: true });
    expect(buy(orderMax.plus(lot), last)).toEqual(no);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("balance to the last digit after random trading (seed %i)", (seed) => {
    const books = booksAt(null);
    const account = openAccount(books, "binance", dec(10_000));
    setLeverage(books, account, "binance", SWAP.symbol, 5);
    trade(books, account, seed, 400);
    const [entries, fills] = [books.entries(account), books.fills(account)];
    expect(fills.length).toBeGreaterThan(50);
    for (const wallet of ["spot", "swap"] as const satisfies readonly Wallet[])
      for (const currency of books.currencies(account, wallet)) {
        const own = entries.filter((entry) => entry.wallet === wallet && entry.currency === currency);
        expect(plain(sum(own.map(({ amount }) => amount)))).toBe(plain(books.total(account, wallet, currency)));
        if (wallet === "spot") expect(books.total(account, wallet, currency).isNegative()).toBe(false);
      }
    const spot = fills.filter(({ kind }) => kind === "spot");
    const bought = sum(spot.map(({ side, qty, fee }) => (side === "BUY" ? qty.minus(fee) : qty.negated())));
    expect(plain(books.total(account, "spot", "BTC"))).toBe(plain(bought));
    const swap = fills.filter(({ kind }) => kind === "swap");
    const paid = sum(swap.map(({ pnl, fee }) => pnl.minus(fee)));
    expect(plain(books.total(account, "swap", "USDT"))).toBe(plain(dec(10_000).plus(paid)));
    // What is open cost what was paid for it, and what was closed realised the rest: no cent is made of rounding.
    const held = books.position(account, SWAP.symbol);
    const signed = held === undefined ? dec(0) : held.qty.isNegative() ? held.value.negated() : held.value;
    const cash = sum(swap.map(({ side, quote }) => (side === "SELL" ? quote : quote.negated())));
    expect(plain(cash.plus(signed))).toBe(plain(sum(swap.map(({ pnl }) => pnl))));
    expect(plain(held?.qty ?? 0)).toBe(plain(sum(swap.map(({ side, qty }) => (side === "BUY" ? qty : qty.negated())))));
  });

  it("say the same after a start anew, and lose only the line that a kill cut short", () => {
    const folder = mkdtempSync(join(tmpdir(), "heliograph-books-"));
    folders.push(folder);
    const file = join(folder, "books.ndjson");
    const books = booksAt(file);
    const account = openAccount(books, "binance", dec(10_000));
    trade(books, account, 9, 100);
    const before = writtenDown(books, account);
    appendFileSync(file, '{"orders":[{"id":"99');
    const again = booksAt(file, 1_700_001_000_000);
    expect(writtenDown(again, account)).toBe(before);
    expect(plain(again.total(account, "spot", "USDT"))).toBe(plain(books.total(account, "spot", "USDT")));
    expect(Number(again.nextId())).toBeGreaterThan(Number(books.nextId()) - 1);
    trade(again, account, 10, 20);
    expect(again.fills(account).length).toBeGreaterThanOrEqual(books.fills(account).length);
  });
});

/** What was written down; what it is worth follows the market's price, which is not kept. */
function writtenDown(books: Books, account: string): string {
  const { orders, fills, entries } = accountFigures(books, account);
  const positions = books.positions(account);
  return JSON.stringify({ orders, fills, entries, positions });
}
