import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Instrument, MarketKind } from "@/lib/trading/market/instrument";
import type { Quote, Side } from "@/lib/trading/market/quote";
import { equityOf, freeCash } from "@/lib/trading/portfolio/account";
import { addToPosition, openPosition, type PositionBook, reducePosition } from "@/lib/trading/portfolio/position";
import { fillExit, fillSwapExit, type QuoteFill } from "@/lib/trading/simulated/quote-fills";

export interface HeldCopy {
  readonly positionId: string;
  readonly followId: string | null;
  readonly exchange: string;
  readonly market: MarketKind;
  readonly symbol: string;
  readonly leverage: Dec;
  /** Average price of what has left so far; null before the first exit. */
  readonly exitPrice: Dec | null;
  readonly book: PositionBook;
}

/** How a copy leaves `qty` at `price`: of a swap it costs no more than its margin. */
export function exitFill(
  instrument: Instrument,
  { market, book, leverage }: HeldCopy,
  price: Dec,
  qty: Dec,
): QuoteFill {
  const { side, entryPrice } = book;
  return market === "swap"
    ? fillSwapExit(instrument, { side, entryPrice, leverage }, price, qty)
    : fillExit(instrument, side, price, qty);
}

/** The last quote of a symbol, however old; null where it was never seen. A mark, not a price to trade at. */
export type QuoteOf = (exchange: string, symbol: string) => Quote | null;

/** One user's paper account while an event is applied to it: cash and open positions, moving together. */
export class AccountBook {
  readonly userId: string;
  #cash: Dec;
  readonly #held: Map<string, HeldCopy>;
  readonly #quoteOf: QuoteOf;

  constructor(userId: string, cash: Dec, held: readonly HeldCopy[], quoteOf: QuoteOf) {
    this.userId = userId;
    this.#cash = cash;
    this.#held = new Map(held.map((copy) => [copy.positionId, copy]));
    this.#quoteOf = quoteOf;
  }

  get cash(): Dec {
    return this.#cash;
  }

  get equity(): Dec {
    return equityOf(this.#cash, this.#marked());
  }

  /** Equity less cash: what the open positions stand at. */
  get unrealised(): Dec {
    return this.equity.minus(this.#cash);
  }

  get freeCash(): Dec {
    return freeCash(this.#cash, this.#marked());
  }

  openOf(followId: string): number {
    let count = 0;
    for (const copy of this.#held.values()) if (copy.followId === followId) count += 1;
    return count;
  }

  enter(side: Side, fill: QuoteFill, about: Omit<HeldCopy, "book">): PositionBook {
    const book = openPosition(side, fill);
    this.#held.set(about.positionId, { ...about, book });
    this.#cash = this.#cash.minus(fill.fee);
    return book;
  }

  /** Enlarges a held position. */
  add(held: HeldCopy, fill: QuoteFill): PositionBook {
    const book = addToPosition(held.book, fill);
    this.#held.set(held.positionId, { ...held, book });
    this.#cash = this.#cash.minus(fill.fee);
    return book;
  }

  /** Takes a fill out of a held position; the book that is left, and what this fill realised before its fee. */
  exit(held: HeldCopy, fill: QuoteFill): { readonly book: PositionBook; readonly grossPnl: Dec } {
    const { position: book, grossPnl } = reducePosition(held.book, fill);
    if (book.qty.isZero()) this.#held.delete(held.positionId);
    else this.#held.set(held.positionId, { ...held, book });
    this.#cash = this.#cash.plus(grossPnl).minus(fill.fee);
    return { book, grossPnl };
  }

  #marked() {
    return [...this.#held.values()].map(({ book, leverage, exchange, symbol }) => ({
      position: book,
      leverage,
      quote: this.#quoteOf(exchange, symbol),
    }));
  }
}

/** Cash of a new paper account, in the paper currency. */
export const INITIAL_CASH = dec(10_000);
