import { type Dec, plain } from "@/lib/kernel/decimal";
import { escapeHtml } from "../../stand-in-page.ts";
import type { Books } from "../core/books.ts";
import { balanceOf, walletsOf } from "../core/ledger.ts";
import { marketsOf } from "../core/listing.ts";
import { figuresOf } from "../core/margin.ts";
import { isOpen, type Order } from "../core/rows.ts";

const SHOWN = 50;

export function accountsList(books: Books): string {
  const rows = books
    .accounts()
    .map(
      ({ id, exchange }) =>
        `<li><a href="/account/${id}">${exchange}: ${id}</a>, ${books.orders(id).length} orders</li>`,
    );
  return rows.length === 0 ? "" : `<h2>Accounts</h2><ul>${rows.join("")}</ul>`;
}

/** One account as its owner sees it at the exchange. @param fault why the last form was not done; empty: none */
export function accountPage(books: Books, account: string, fault: string): string {
  const exchange = books.account(account)?.exchange ?? "";
  const orders = [...books.orders(account)].reverse();
  return `<h1>${escapeHtml(exchange)} account</h1><p><code>${escapeHtml(account)}</code></p>
${fault === "" ? "" : `<p class="fault" role="alert">${escapeHtml(fault)}</p>`}
<h2>Money</h2>${balances(books, account, exchange)}
<h2>Positions</h2>${positions(books, account)}
<h2>Open orders</h2>${orderTable(account, orders.filter(isOpen), true)}
<h2>Trade by hand</h2>${tradeForm(books, account, exchange)}
<h2>Pay in or out</h2>${moneyForm(account, exchange)}
<h2>Executions</h2>${fills(books, account)}
<h2>Past orders</h2>${orderTable(account, orders.filter((order) => !isOpen(order)).slice(0, SHOWN), false)}
<div class="row"><a class="button" href="/account/${account}">Look again</a><a class="button" href="/">All accounts and keys</a></div>`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[], none: string): string {
  if (rows.length === 0) return `<p>${none}</p>`;
  const head = heads.map((one) => `<th scope="col">${one}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("");
  return `<div class="wide" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const shown = (value: Dec | null): string => (value === null ? "" : plain(value.toDecimalPlaces(8)));
const at = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

function balances(books: Books, account: string, exchange: string): string {
  const rows = walletsOf(exchange).flatMap((wallet) =>
    books.currencies(account, wallet).map((currency) => {
      const { total, free, locked } = balanceOf(books, account, wallet, currency);
      return [wallet, escapeHtml(currency), shown(total), shown(free), shown(locked)];
    }),
  );
  return table(["Wallet", "Currency", "Total", "Free", "Bound"], rows, "No money.");
}

function positions(books: Books, account: string): string {
  const rows = books.positions(account).flatMap((position) => {
    if (position.qty.isZero()) return [];
    const { entryPrice, mark, unrealised } = figuresOf(books, position);
    const side = position.qty.isNegative() ? "Short" : "Long";
    return [
      [
        position.symbol,
        side,
        shown(position.qty.abs()),
        shown(entryPrice),
        shown(mark),
        shown(unrealised),
        `${position.leverage}×`,
      ],
    ];
  });
  return table(["Symbol", "Side", "Amount", "Entry", "Price", "Result", "Leverage"], rows, "None.");
}

function orderTable(account: string, orders: readonly Order[], open: boolean): string {
  const rows = orders.map((order) => [
    at(order.at),
    order.symbol,
    `${order.side === "BUY" ? "Buy" : "Sell"} ${order.type}`,
    shown(order.qty),
    shown(order.filled),
    shown(order.price),
    shown(order.trigger?.price ?? null),
    order.state,
    order.by === "api" ? "API" : order.by,
    open
      ? `<form method="post" action="/account/${account}/cancel"><input type="hidden" name="orderId" value="${order.id}"><button aria-label="Cancel order ${order.id}">Cancel</button></form>`
      : escapeHtml(order.reason),
  ]);
  const heads = [
    "Time (UTC)",
    "Symbol",
    "Order",
    "Amount",
    "Filled",
    "Price",
    "Trigger",
    "State",
    "By",
    open ? "" : "Why",
  ];
  return table(heads, rows, open ? "None rests." : "None yet.");
}

function fills(books: Books, account: string): string {
  const rows = [...books.fills(account)]
    .reverse()
    .slice(0, SHOWN)
    .map((fill) => [
      at(fill.at),
      fill.symbol,
      fill.side === "BUY" ? "Buy" : "Sell",
      shown(fill.qty),
      shown(fill.price),
      `${shown(fill.fee)} ${fill.feeCurrency}`,
      fill.kind === "swap" ? shown(fill.pnl) : "",
    ]);
  return table(["Time (UTC)", "Symbol", "Side", "Amount", "Price", "Fee", "Realised"], rows, "None yet.");
}

function tradeForm(books: Books, account: string, exchange: string): string {
  const markets = [...marketsOf(exchange, "spot"), ...marketsOf(exchange, "swap")];
  const options = markets.map((market) => {
    const last = books.quotes.of(market)?.last;
    return `<option value="${market.symbol}">${market.symbol}${last === undefined ? " (no price)" : ` at ${shown(last)}`}</option>`;
  });
  return `<form method="post" action="/account/${account}/trade">
<label for="symbol">Market</label><select id="symbol" name="symbol">${options.join("")}</select>
<label for="qty">Amount</label><input type="text" id="qty" name="qty" inputmode="decimal" required>
<label for="price">Limit price</label><input type="text" id="price" name="price" inputmode="decimal" aria-describedby="price-hint">
<p class="hint" id="price-hint">Leave it empty to trade at the market.</p>
<div class="row"><button name="side" value="BUY">Buy</button><button name="side" value="SELL">Sell</button></div></form>`;
}

function moneyForm(account: string, exchange: string): string {
  const wallets = walletsOf(exchange).map((wallet) => `<option>${wallet}</option>`);
  return `<form method="post" action="/account/${account}/money">
<label for="wallet">Wallet</label><select id="wallet" name="wallet">${wallets.join("")}</select>
<label for="currency">Currency</label><input type="text" id="currency" name="currency" value="USDT" required>
<label for="amount">Amount</label><input type="text" id="amount" name="amount" inputmode="decimal" required>
<div class="row"><button name="way" value="in">Pay in</button><button name="way" value="out">Withdraw</button></div></form>`;
}
