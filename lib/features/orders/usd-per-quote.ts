import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Ctx } from "@/lib/ports/ctx";
import { quoteCoin } from "@/lib/trading/market/symbol";
import { isDollar } from "@/lib/trading/portfolio/account-worth";

/** Dollars that one quote unit of a symbol is worth now; null: nothing prices its coin in dollars. */
export async function usdPerQuoteNow(
  { prices }: Pick<Ctx, "prices">,
  exchange: string,
  symbol: string,
): Promise<Dec | null> {
  const coin = quoteCoin(symbol);
  return isDollar(coin) ? dec(1) : ((await prices.latest(exchange, `${coin}/USDT`))?.bid ?? null);
}
