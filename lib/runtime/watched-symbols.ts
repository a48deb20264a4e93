import type { Ctx } from "@/lib/ports/ctx";

export interface WatchedSymbol {
  readonly exchange: string;
  readonly symbol: string;
}

/** Watched before any strategy names a symbol, so that the first signal finds a price. */
const ALWAYS: readonly WatchedSymbol[] = ["BTC/USDT", "ETH/USDT"].map((symbol) => ({ exchange: "binance", symbol }));

/** Quotes in which venues list linear perpetuals. */
const PERPETUAL_QUOTES = new Set(["USDT", "USDC"]);

/**
 * What the market feed must watch: every pair that a strategy may signal, on the spot and on the swap market (a strategy names the pair, its
 * signal the market), and whatever is pending or open by now. What a venue does not list, the feed leaves out.
 */
export async function watchedSymbols({ db }: Pick<Ctx, "db">): Promise<readonly WatchedSymbol[]> {
  const pairs = await db.$queryRaw<WatchedSymbol[]>`
    SELECT DISTINCT lower(exchange) AS exchange, split_part(pair, ':', 1) AS symbol
    FROM strategies, unnest(exchanges) AS exchange, unnest("supportedPairs") AS pair WHERE status <> 'ARCHIVED'`;
  const standing = await db.$queryRaw<WatchedSymbol[]>`
    SELECT exchange, symbol FROM signals WHERE state IN ('PENDING', 'OPEN')
    UNION SELECT exchange, symbol FROM positions WHERE state = 'OPEN'
    UNION SELECT exchange, symbol FROM trading_sessions WHERE state = 'RUNNING'`;
  const perpetuals = pairs.flatMap(({ exchange, symbol }) => {
    const quote = symbol.split("/")[1] ?? "";
    return PERPETUAL_QUOTES.has(quote) ? [{ exchange, symbol: `${symbol}:${quote}` }] : [];
  });
  const all = [...ALWAYS, ...pairs, ...perpetuals, ...standing];
  return [...new Map(all.map((one) => [`${one.exchange} ${one.symbol}`, one])).values()];
}
