import { done, type Result, refuse } from "@/lib/kernel/result";
import type { MarketKind } from "./instrument.ts";

/** Currencies that a symbol without a slash may end with; a longer one wins (`FDUSD` before `USD`). */
const QUOTES = ["FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USD", "EUR", "GBP", "JPY", "TRY", "DAI", "BTC", "ETH", "BNB"];

export interface ParsedSymbol {
  /** As ccxt writes it: `BTC/USDT`, a perpetual `BTC/USDT:USDT`. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly market: MarketKind;
}

/**
 * Reads what a person or a webhook types: `BTC/USDT`, `btc-usdt`, `BTCUSDT`, and for a perpetual `BTC/USDT:USDT`; with `market` "swap" the
 * short forms mean the perpetual. A quote currency that is not known is refused, never guessed.
 */
export function parseSymbol(typed: string, market: MarketKind = "spot"): Result<ParsedSymbol, "unknown_symbol"> {
  const text = typed.trim().toUpperCase();
  const split = /^([A-Z0-9]{1,20})[/_-]([A-Z0-9]{2,10})(?::([A-Z0-9]{2,10}))?$/.exec(text);
  if (split !== null) {
    const [, base = "", quote = "", settle] = split;
    if (settle !== undefined && settle !== quote)
      return refuse(
        "unknown_symbol",
        `${text} settles in ${settle}; only perpetuals that settle in their quote are traded here.`,
      );
    return done(symbolOf(base, quote, settle === undefined ? market : "swap"));
  }
  const quote = QUOTES.find((known) => text.endsWith(known) && text.length > known.length);
  if (quote === undefined || !/^[A-Z0-9]{3,30}$/.test(text))
    return refuse(
      "unknown_symbol",
      `"${typed.slice(0, 40)}" is not a known symbol; write it with a slash, like BTC/USDT.`,
    );
  return done(symbolOf(text.slice(0, -quote.length), quote, market));
}

/** The coin that a symbol, as ccxt writes it, is priced in. */
export function quoteCoin(symbol: string): string {
  const [, quoteAndSettle = ""] = symbol.split("/");
  return quoteAndSettle.split(":")[0] ?? "";
}

/** The coin that all of `symbols` are priced in; null where there are several, or none. */
export function commonQuote(symbols: readonly string[]): string | null {
  const [coin, ...others] = new Set(symbols.map(quoteCoin));
  return coin === undefined || coin === "" || others.length > 0 ? null : coin;
}

function symbolOf(base: string, quote: string, market: MarketKind): ParsedSymbol {
  const spot = `${base}/${quote}`;
  return { symbol: market === "swap" ? `${spot}:${quote}` : spot, base, quote, market };
}
