import { WATCHED_PAIRS_MAX } from "@/lib/features/marketplace/watched-pair-queries";
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
 * signal the market), and whatever is pending or open by now. Of a provider who names more than WATCHED_PAIRS_MAX, those of the strategies that
 * publish come first, the last used before the others. What a venue does not list, the feed leaves out.
 */
export async function watchedSymbols({ db }: Pick<Ctx, "db">): Promise<readonly WatchedSymbol[]> {
  const pairs = await db.$queryRaw<WatchedSymbol[]>`
    SELECT DISTINCT exchange, symbol FROM (
      SELECT exchange, symbol, row_number() OVER (
        PARTITION BY "providerId" ORDER BY publishes DESC, used DESC NULLS LAST, made, exchange, symbol) AS place
      FROM (
        SELECT "providerId", lower(exchange) AS exchange, split_part(pair, ':', 1) AS symbol,
          bool_or(status = 'ACTIVE') AS publishes, max("lastSignalAt") AS used, min("createdAt") AS made
        FROM strategies, unnest(exchanges) AS exchange, unnest("supportedPairs") AS pair
        WHERE status <> 'ARCHIVED' GROUP BY "providerId", lower(exchange), split_part(pair, ':', 1)
      ) AS named
    ) AS placed WHERE place <= ${WATCHED_PAIRS_MAX}`;
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
