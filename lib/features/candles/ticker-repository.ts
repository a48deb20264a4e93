import { type Db, Prisma } from "@/lib/db/client";
import { dec, plain } from "@/lib/kernel/decimal";
import { toIso, utcMs } from "@/lib/kernel/time";
import { MARKET_CHANNEL, type PriceUpdate } from "@/lib/ports/market-data";
import type { Ticker } from "@/lib/ports/prices";
import type { Rows } from "./repository.ts";

/** A NOTIFY carries at most 8,000 bytes; a price takes some 220. */
const PRICES_PER_NOTIFY = 25;

/** The last price of each symbol, one row each. */
export async function putTickers(db: Rows, tickers: readonly Ticker[]): Promise<void> {
  const rows = JSON.stringify(tickers.map(priceUpdateOf));
  await db.$executeRaw(Prisma.sql`
    INSERT INTO market_tickers (exchange, symbol, bid, ask, last, "exchangeAt", "receivedAt", source)
    SELECT exchange, symbol, bid, ask, last, "exchangeAt", at, source FROM jsonb_to_recordset(${rows}::jsonb)
      AS t(exchange text, symbol text, bid numeric, ask numeric, last numeric, "exchangeAt" timestamptz, at timestamptz, source text)
    ON CONFLICT (exchange, symbol) DO UPDATE SET bid = EXCLUDED.bid, ask = EXCLUDED.ask, last = EXCLUDED.last,
      "exchangeAt" = EXCLUDED."exchangeAt", "receivedAt" = EXCLUDED."receivedAt", source = EXCLUDED.source`);
}

/** Tells the web processes. A statement of its own: inside the transaction of the rows a NOTIFY would hold up every other commit. */
export async function notifyTickers(db: Rows, tickers: readonly Ticker[]): Promise<void> {
  for (let from = 0; from < tickers.length; from += PRICES_PER_NOTIFY) {
    const payload = JSON.stringify(tickers.slice(from, from + PRICES_PER_NOTIFY).map(priceUpdateOf));
    await db.$executeRaw`SELECT pg_notify(${MARKET_CHANNEL}, ${payload})`;
  }
}

/** Prepared past Prisma: every publication and every copy asks. */
export async function findTicker(db: Pick<Db, "prepared">, exchange: string, symbol: string): Promise<Ticker | null> {
  const [row] = await db.prepared<Parameters<typeof tickerOf>[0]>(
    "ticker",
    `SELECT exchange, symbol, bid, ask, last, "exchangeAt", "receivedAt", source FROM market_tickers WHERE exchange = $1 AND symbol = $2`,
    [exchange, symbol],
  );
  return row === undefined ? null : tickerOf(row);
}

export async function findFreshestSource(db: Rows): Promise<string | null> {
  const row = await db.marketTicker.findFirst({ orderBy: { receivedAt: "desc" }, select: { source: true } });
  return row?.source ?? null;
}

/** The freshest first. */
export async function listTickerRows(db: Rows): Promise<Ticker[]> {
  const rows = await db.marketTicker.findMany({
    orderBy: [{ receivedAt: "desc" }, { exchange: "asc" }, { symbol: "asc" }],
  });
  return rows.map(tickerOf);
}

export function priceUpdateOf(ticker: Ticker): PriceUpdate {
  return {
    exchange: ticker.exchange,
    symbol: ticker.symbol,
    bid: plain(ticker.bid),
    ask: plain(ticker.ask),
    last: plain(ticker.last),
    at: toIso(ticker.receivedAt),
    exchangeAt: toIso(ticker.exchangeAt),
    source: ticker.source,
  };
}

function tickerOf(row: {
  exchange: string;
  symbol: string;
  bid: { toString(): string };
  ask: { toString(): string };
  last: { toString(): string };
  exchangeAt: Date;
  receivedAt: Date;
  source: string;
}): Ticker {
  return {
    exchange: row.exchange,
    symbol: row.symbol,
    bid: dec(row.bid.toString()),
    ask: dec(row.ask.toString()),
    last: dec(row.last.toString()),
    exchangeAt: utcMs(row.exchangeAt),
    receivedAt: utcMs(row.receivedAt),
    source: row.source === "exchange" || row.source === "replay" ? row.source : "generated",
  };
}
