import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { toIso, type UtcMs } from "@/lib/kernel/time";
import { exitPriceOf } from "@/lib/trading/market/quote";
import { AccountBook, type QuoteOf } from "./account-book.ts";
import type { HeldRow } from "./repository.ts";

/** The paper account as pages and the socket show it, at the last prices. Exact decimal strings in USDT; a day is a UTC day. */
export interface AccountView {
  readonly at: string;
  readonly cash: string;
  /** cash + unrealisedPnl */
  readonly equity: string;
  readonly unrealisedPnl: string;
  /** Equity less the equity at the start of the UTC day. */
  readonly dayPnl: string;
  /** Realised today, after fees. */
  readonly dayRealisedPnl: string;
  /** dayPnl - dayRealisedPnl: what open positions moved today. */
  readonly dayOpenPnl: string;
  /** What would be lost from now on if every stop were hit at its price, before fees. */
  readonly riskAtStops: string;
  readonly openPositions: number;
  readonly tradesToday: number;
}

/** What a day has brought so far, read from fills and points. */
export interface DayFigures {
  readonly startEquity: Dec;
  readonly realised: Dec;
  readonly trades: number;
}

export interface AccountState {
  readonly userId: string;
  readonly cash: Dec;
  readonly held: readonly HeldRow[];
  readonly day: DayFigures;
}

export function accountView(state: AccountState, quoteOf: QuoteOf, now: UtcMs): AccountView {
  const book = new AccountBook(
    state.userId,
    state.cash,
    state.held.map((row) => row.held),
    quoteOf,
  );
  const equity = book.equity;
  const dayPnl = equity.minus(state.day.startEquity);
  return {
    at: toIso(now),
    cash: plain(state.cash),
    equity: plain(equity),
    unrealisedPnl: plain(equity.minus(state.cash)),
    dayPnl: plain(dayPnl),
    dayRealisedPnl: plain(state.day.realised),
    dayOpenPnl: plain(dayPnl.minus(state.day.realised)),
    riskAtStops: plain(state.held.reduce((sum, row) => sum.plus(riskOf(row, quoteOf)), dec(0))),
    openPositions: state.held.length,
    tradesToday: state.day.trades,
  };
}

/** From the mark (the entry where there is none) to the stop; nothing where the stop already secures a gain beyond the mark. */
function riskOf({ held, stopLoss }: HeldRow, quoteOf: QuoteOf): Dec {
  if (stopLoss === null) return dec(0);
  const { book, exchange, symbol } = held;
  const quote = quoteOf(exchange, symbol);
  const from = quote === null ? book.entryPrice : exitPriceOf(book.side, quote);
  const distance = book.side === "LONG" ? from.minus(stopLoss) : stopLoss.minus(from);
  return distance.gt(0) ? distance.times(book.qty) : dec(0);
}
