import type { Ctx } from "@/lib/ports/ctx";

export interface WatchedSymbol {
  readonly exchange: string;
  readonly symbol: string;
}

/** Watched before any strategy names a symbol, so that the first signal finds a price. */
const ALWAYS: readonly WatchedSymbol[] = ["BTC/USDT", "ETH/USDT"].map((symbol) => ({ exchange: "binance", symbol }));

/** What the market feed must watch: every pair that a strategy may signal, and whatever is pending or open by now. */
export async function watchedSymbols({ db }: Pick<Ctx, "db">): Promise<readonly WatchedSymbol[]> {
  const found = await db.$queryRaw<WatchedSymbol[]>`
    SELECT lower(exchange) AS exchange, symbol FROM strategies, unnest(exchanges) AS exchange, unnest("supportedPairs") AS symbol
      WHERE status IN ('ACTIVE', 'PAUSED', 'DRAFT')
    UNION SELECT exchange, symbol FROM signals WHERE state IN ('PENDING', 'OPEN')
    UNION SELECT exchange, symbol FROM positions WHERE state = 'OPEN'`;
  const all = new Map([...ALWAYS, ...found].map((one) => [`${one.exchange} ${one.symbol}`, one]));
  return [...all.values()];
}
