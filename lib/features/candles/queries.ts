import type { Db } from "@/lib/db/client";
import { type MarketPlace, type MarketSteps, marketKey } from "@/lib/kernel/market-steps";
import type { Ticker } from "@/lib/ports/prices";
import type { Instrument } from "@/lib/trading/market/instrument";
import type { CandleJob } from "./candle-job.ts";
import { listJobRows } from "./candle-job-repository.ts";
import type { CandleSeries, SeriesKey } from "./candle-series.ts";
import type { FundingSpan } from "./funding.ts";
import { listFundingRows } from "./funding-repository.ts";
import { findReplay } from "./replay-repository.ts";
import { findInstrument, findSeries, findSteps, listSeriesRows, type Rows } from "./repository.ts";
import { sourceSeries } from "./source-series.ts";
import { findFreshestSource, findTicker, listTickerRows } from "./ticker-repository.ts";

/** Every stored series, by exchange, symbol and timeframe. */
export function listSeries(db: Rows): Promise<CandleSeries[]> {
  return listSeriesRows(db);
}

/** The stored series of this key, or the shorter one that it would be made of (loadBars); null where there is neither. */
export async function readableSeries(
  db: Rows,
  key: SeriesKey,
  range: { readonly from?: number | undefined; readonly to?: number | undefined } = {},
): Promise<CandleSeries | null> {
  return (await findSeries(db, key)) ?? sourceSeries(await listSeriesRows(db), key, range);
}

/** Jobs of the candle store for a page: those under way, then the newest. */
export function listCandleJobs(db: Rows, limit: number): Promise<CandleJob[]> {
  return listJobRows(db, limit);
}

/** Stored funding rates by exchange and symbol. */
export function listFunding(db: Rows): Promise<FundingSpan[]> {
  return listFundingRows(db);
}

/** Tick, lot, smallest order and fees of a symbol; null where the symbol is not known. */
export function instrumentBySymbol(db: Rows, exchange: string, symbol: string): Promise<Instrument | null> {
  return findInstrument(db, exchange, symbol);
}

/** Ticks and lots of these markets, in one read; one that is not known is left out. */
export async function marketSteps(db: Rows, places: readonly MarketPlace[]): Promise<MarketSteps> {
  const wanted = new Map(places.map(({ exchange, symbol }) => [marketKey({ exchange, symbol }), { exchange, symbol }]));
  if (wanted.size === 0) return {};
  const rows = await findSteps(db, [...wanted.values()]);
  return Object.fromEntries(rows.map(({ tick, lot, ...place }) => [marketKey(place), { tick, lot }]));
}

/** The last price of a symbol as the feed wrote it, however old; null where it was never seen. */
export function latestTicker(db: Pick<Db, "prepared">, exchange: string, symbol: string): Promise<Ticker | null> {
  return findTicker(db, exchange, symbol);
}

/** The last price of every symbol that the feed has seen, the freshest first. */
export function latestTickers(db: Rows): Promise<Ticker[]> {
  return listTickerRows(db);
}

/** Whether the market that runs now is a generated one: the freshest price tells. Asked by every page. */
export async function marketIsGenerated(db: Rows): Promise<boolean> {
  return (await findFreshestSource(db)) === "generated";
}

/** Market time up to which the replay has walked, milliseconds; null where none was begun. */
export async function replayedUntil(db: Rows): Promise<number | null> {
  return (await findReplay(db))?.walkedMs ?? null;
}
