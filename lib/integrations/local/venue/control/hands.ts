import { dec } from "@/lib/kernel/decimal";
import { moveMoney, setLeverage } from "../core/accounts.ts";
import type { Books } from "../core/books.ts";
import { cancelOrder } from "../core/cancel.ts";
import { walletsOf } from "../core/ledger.ts";
import { marketOf, type VenueMarket } from "../core/listing.ts";
import { type Placed, placeOrder } from "../core/place.ts";
import type { Side, Wallet } from "../core/rows.ts";
import { touchBook } from "../core/touch.ts";
import type { Faults } from "../faults/faults.ts";

/** Prices as decimal strings; `last` is the middle unless told. */
export interface SetPrice {
  readonly symbol: string;
  readonly bid: string;
  readonly ask: string;
  readonly last?: string | undefined;
  /** `*`: every exchange. */
  readonly exchange?: string | undefined;
}

export interface HandTrade {
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly qty: string;
  /** A limit order; unset: at the market. */
  readonly price?: string | undefined;
}

/** What people and the market do at the venue, beside what its API does. Each verb throws an Error in words when it cannot. */
export interface Hands {
  setPrice(price: SetPrice): void;
  /** Whether the ticker stands still from now on while the book trades. */
  freezeTicker(exchange: string, symbol: string, on: boolean): void;
  haltMarket(exchange: string, symbol: string, on: boolean): void;
  cancelByHand(account: string, orderId: string): void;
  tradeByHand(trade: HandTrade): Placed;
  /** Adds money; a negative amount is a withdrawal. */
  moveMoney(move: { account: string; currency: string; amount: string; wallet?: Wallet | undefined }): void;
  /** Of a swap, a whole number of times. */
  setLeverageByHand(account: string, symbol: string, leverage: number): void;
}

export function createHands(books: Books, faults: Faults): Hands {
  const exchangeOf = (account: string): string => {
    const found = books.account(account);
    if (found === undefined) throw new Error(`There is no account ${account}.`);
    return found.exchange;
  };
  return {
    setPrice({ symbol, bid, ask, last, exchange = "*" }) {
      const [low, high] = [dec(bid), dec(ask)];
      if (low.lte(0) || high.lt(low)) throw new Error("bid must be above 0 and at most ask.");
      const quote = {
        bid: low,
        ask: high,
        last: last === undefined ? low.plus(high).div(2) : dec(last),
        at: books.now(),
      };
      touchBook(books, exchange, symbol, quote);
    },
    freezeTicker: (exchange, symbol, on) => books.quotes.freeze(listed(exchange, symbol), on),
    haltMarket: (exchange, symbol, on) => books.quotes.halt(listed(exchange, symbol), on),
    cancelByHand(account, orderId) {
      if (cancelOrder(books, books.order(account, orderId)) === null) throw new Error("That order is not open.");
      faults.count("handCancel");
    },
    tradeByHand({ account, symbol, side, qty, price }) {
      const placed = placeOrder(books, account, {
        market: listed(exchangeOf(account), symbol),
        clientId: null,
        side,
        type: price === undefined ? "market" : "limit",
        tif: price === undefined ? "IOC" : "GTC",
        qty: dec(qty),
        cost: null,
        price: price === undefined ? null : dec(price),
        trigger: null,
        reduceOnly: false,
        sentType: price === undefined ? "MARKET" : "LIMIT",
        by: "hand",
      });
      if (placed.ok) faults.count("handTrade");
      return placed;
    },
    moveMoney({ account, currency, amount, wallet }) {
      const [first = "spot"] = walletsOf(exchangeOf(account));
      moveMoney(books, account, { wallet: wallet ?? first, currency, amount: dec(amount) });
      if (dec(amount).isNegative()) faults.count("handWithdraw");
    },
    setLeverageByHand(account, symbol, leverage) {
      const { exchange, kind, leverageMax } = listed(exchangeOf(account), symbol);
      if (kind !== "swap") throw new Error(`${symbol} is no swap: it has no leverage.`);
      if (!Number.isInteger(leverage) || leverage < 1 || leverage > leverageMax)
        throw new Error(`leverage must be a whole number from 1 to ${leverageMax}.`);
      if (setLeverage(books, account, exchange, symbol, leverage)) faults.count("handLeverage");
    },
  };
}

function listed(exchange: string, symbol: string): VenueMarket {
  const market = marketOf(exchange, symbol);
  if (market === undefined) throw new Error(`${exchange} does not list ${symbol}.`);
  return market;
}
