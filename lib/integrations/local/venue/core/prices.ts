import type { Dec } from "@/lib/kernel/decimal";
import type { VenueMarket } from "./listing.ts";

export interface Quote {
  readonly bid: Dec;
  readonly ask: Dec;
  readonly last: Dec;
  readonly at: number;
}

/** One candle: open time in milliseconds, prices and volume as decimal strings. */
export type VenueBar = readonly [at: number, open: string, high: string, low: string, close: string, volume: string];

/** Where candles come from. None: a venue that has no history, as a new listing. */
export interface VenueBars {
  bars(
    market: VenueMarket,
    timeframeMs: number,
    range: { readonly from: number | null; readonly to: number | null; readonly limit: number },
  ): Promise<readonly VenueBar[]>;
}

/**
 * The prices of the product's market. An exchange without a price of its own takes another's of the same symbol, a perpetual the spot price
 * where there is no other: replayed candles are of one exchange.
 */
export class QuoteBoard {
  readonly #quotes = new Map<string, Quote>();
  readonly #halted = new Set<string>();
  readonly #frozen = new Map<string, Quote | null>();

  set(exchange: string, symbol: string, quote: Quote): void {
    this.#quotes.set(`${exchange} ${symbol}`, quote);
    this.#quotes.set(`* ${symbol}`, quote);
  }

  of({ exchange, symbol, base, quote }: VenueMarket): Quote | null {
    const spot = `${base}/${quote}`;
    for (const key of [`${exchange} ${symbol}`, `* ${symbol}`, `${exchange} ${spot}`, `* ${spot}`]) {
      const found = this.#quotes.get(key);
      if (found !== undefined) return found;
    }
    return null;
  }

  /** What the venue's ticker says: the price it had when it froze, though the book trades on. */
  told(market: VenueMarket): Quote | null {
    const frozen = this.#frozen.get(keyOf(market));
    return frozen === undefined ? this.of(market) : frozen;
  }

  freeze(market: VenueMarket, on: boolean): void {
    if (on) this.#frozen.set(keyOf(market), this.of(market));
    else this.#frozen.delete(keyOf(market));
  }

  halt(market: VenueMarket, on: boolean): void {
    if (on) this.#halted.add(keyOf(market));
    else this.#halted.delete(keyOf(market));
  }

  halted(market: VenueMarket): boolean {
    return this.#halted.has(keyOf(market));
  }
}

const keyOf = ({ exchange, symbol }: VenueMarket): string => `${exchange} ${symbol}`;
