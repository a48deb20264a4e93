import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Ctx } from "@/lib/ports/ctx";
import { isDollar } from "@/lib/trading/portfolio/account-worth";

/** The coin that a symbol is priced in: USDT of `BTC/USDT` and of `BTC/USDT:USDT`. */
export function quoteCoin(symbol: string): string {
  const [, quoteAndSettle = ""] = symbol.split("/");
  return quoteAndSettle.split(":")[0] ?? "";
}

/** Dollars that one quote unit of a symbol is worth now; null: nothing prices its coin in dollars. */
export async function usdPerQuoteNow(
  { prices }: Pick<Ctx, "prices">,
  exchange: string,
  symbol: string,
): Promise<Dec | null> {
  const coin = quoteCoin(symbol);
  return isDollar(coin) ? dec(1) : ((await prices.latest(exchange, `${coin}/USDT`))?.bid ?? null);
}
