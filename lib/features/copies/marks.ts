import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import type { QuoteOf } from "./account-book.ts";

/** The last quotes of these symbols, one read a symbol. */
export async function readMarks(
  ctx: Ctx,
  symbols: readonly { readonly exchange: string; readonly symbol: string }[],
): Promise<{ readonly quoteOf: QuoteOf; readonly tickerOf: (exchange: string, symbol: string) => Ticker | null }> {
  const wanted = new Map(symbols.map((at) => [`${at.exchange} ${at.symbol}`, at]));
  const found = await Promise.all(
    [...wanted].map(async ([key, at]) => [key, await ctx.prices.latest(at.exchange, at.symbol)] as const),
  );
  const tickers = new Map(found);
  const tickerOf = (exchange: string, symbol: string): Ticker | null => tickers.get(`${exchange} ${symbol}`) ?? null;
  return { tickerOf, quoteOf: tickerOf };
}
