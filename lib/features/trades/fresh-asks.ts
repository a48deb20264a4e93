import { plain } from "@/lib/kernel/decimal";
import type { Ctx } from "@/lib/ports/ctx";
import { ENTRY_PRICE_MAX_AGE_MS } from "@/lib/trading/risk/guards";

/** The asks that our pages show, by symbol, exact decimal strings; a symbol whose price is old or not fed here is left out. */
export async function freshAsks(
  { prices, clock }: Pick<Ctx, "prices" | "clock">,
  exchange: string,
  symbols: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const tickers = await Promise.all(symbols.map((symbol) => prices.latest(exchange, symbol)));
  return Object.fromEntries(
    tickers.flatMap((ticker, at) =>
      ticker === null || clock.now() - ticker.receivedAt > ENTRY_PRICE_MAX_AGE_MS
        ? []
        : [[symbols[at] ?? "", plain(ticker.ask)]],
    ),
  );
}
