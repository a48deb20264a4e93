import { exchangeName } from "@/lib/kernel/exchange-name";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Ticker } from "@/lib/ports/prices";
import { PRICE_MAX_AGE_MS } from "./signal.ts";

export const STALE_WORDS = "The last price is older than 30 s. Nothing was stored; try again when prices come in.";

/** Whether a price may be dealt on (SPEC 4). */
export function priceIsFresh(ticker: Pick<Ticker, "receivedAt">, now: UtcMs): boolean {
  return now - ticker.receivedAt <= PRICE_MAX_AGE_MS;
}

/** The symbol's price of this moment. Asked before the transaction, since a transaction that waits for another connection can starve the pool. */
export async function freshPrice(
  ctx: Pick<Ctx, "prices" | "clock">,
  exchange: string,
  symbol: string,
): Promise<Result<Ticker, "no_market_price">> {
  const ticker = await ctx.prices.latest(exchange, symbol);
  if (ticker === null)
    return refuse(
      "no_market_price",
      `There is no price of ${symbol} at ${exchangeName(exchange)}. Nothing was stored.`,
    );
  if (!priceIsFresh(ticker, ctx.clock.now())) return refuse("no_market_price", STALE_WORDS);
  return done(ticker);
}
