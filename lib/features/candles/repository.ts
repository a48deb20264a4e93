import type { Tx } from "@/lib/db/client";
import { dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import type { MarketPlace, MarketStep } from "@/lib/kernel/market-steps";
import type { UtcMs } from "@/lib/kernel/time";
import type { Instrument } from "@/lib/trading/market/instrument";
import { isTimeframe } from "@/lib/trading/market/timeframe";
import { type CandleSeries, SERIES_SOURCES, type SeriesKey, type SeriesSource } from "./candle-series.ts";

/** The database or a transaction of it. */
export type Rows = Omit<Tx, "$transaction">;

/** Two imports of one series wait for each other; held to the end of the transaction. */
export async function lockSeries(tx: Rows, key: SeriesKey): Promise<void> {
  const name = `candles ${key.exchange} ${key.symbol} ${key.timeframe}`;
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))::text`;
}

export async function findSeries(tx: Rows, key: SeriesKey): Promise<CandleSeries | null> {
  const row = await tx.candleSeries.findUnique({ where: { exchange_symbol_timeframe: only(key) } });
  return row === null ? null : seriesOf(row);
}

export async function listSeriesRows(tx: Rows): Promise<CandleSeries[]> {
  const rows = await tx.candleSeries.findMany({
    orderBy: [{ exchange: "asc" }, { symbol: "asc" }, { timeframe: "asc" }],
  });
  return rows.map(seriesOf);
}

/** Makes the series' row if it is not there, so that its chunks have something to belong to. */
export async function startSeries(tx: Rows, key: SeriesKey, source: SeriesSource, now: UtcMs): Promise<void> {
  await tx.candleSeries.createMany({
    data: [{ ...only(key), source, fromMs: 0, toMs: 0, bars: 0, gaps: 0, hash: "", updatedAt: new Date(now) }],
    skipDuplicates: true,
  });
}

export async function deleteSeries(tx: Rows, key: SeriesKey): Promise<void> {
  await tx.candleSeries.deleteMany({ where: only(key) });
}

export async function updateSeries(
  tx: Rows,
  key: SeriesKey,
  measured: Omit<CandleSeries, keyof SeriesKey | "source">,
  now: UtcMs,
): Promise<void> {
  await tx.candleSeries.update({
    where: { exchange_symbol_timeframe: only(key) },
    data: { ...measured, updatedAt: new Date(now) },
  });
}

export async function findInstrument(tx: Rows, exchange: string, symbol: string): Promise<Instrument | null> {
  const row = await tx.instrument.findUnique({ where: { exchange_symbol: { exchange, symbol } } });
  if (row === null) return null;
  return {
    symbol: row.symbol,
    market: row.market,
    tick: dec(row.tick.toString()),
    lot: dec(row.lot.toString()),
    minNotional: dec(row.minNotional.toString()),
    makerBps: dec(row.makerBps.toString()),
    takerBps: dec(row.takerBps.toString()),
  };
}

/** Tick and lot of each of these markets that is known, as plain text. */
export async function findSteps(
  tx: Rows,
  places: readonly MarketPlace[],
): Promise<readonly (MarketPlace & MarketStep)[]> {
  const rows = await tx.instrument.findMany({
    where: { OR: places.map(({ exchange, symbol }) => ({ exchange, symbol })) },
    select: { exchange: true, symbol: true, tick: true, lot: true },
  });
  return rows.map(({ tick, lot, ...place }) => ({ ...place, tick: tick.toFixed(), lot: lot.toFixed() }));
}

/** Inserts an instrument, or overwrites it with what the venue says now. */
export async function putInstrument(tx: Rows, exchange: string, instrument: Instrument, now: UtcMs): Promise<void> {
  const { symbol, market } = instrument;
  const values = {
    market,
    tick: instrument.tick.toFixed(),
    lot: instrument.lot.toFixed(),
    minNotional: instrument.minNotional.toFixed(),
    makerBps: instrument.makerBps.toFixed(),
    takerBps: instrument.takerBps.toFixed(),
    updatedAt: new Date(now),
  };
  await tx.instrument.upsert({
    where: { exchange_symbol: { exchange, symbol } },
    create: { exchange, symbol, ...values },
    update: values,
  });
}

function only({ exchange, symbol, timeframe }: SeriesKey): SeriesKey {
  return { exchange, symbol, timeframe };
}

function seriesOf(row: {
  exchange: string;
  symbol: string;
  timeframe: string;
  source: string;
  fromMs: bigint;
  toMs: bigint;
  bars: number;
  gaps: number;
  hash: string;
}): CandleSeries {
  const { exchange, symbol, timeframe, bars, gaps, hash } = row;
  invariant(isTimeframe(timeframe), `a stored series has the timeframe ${timeframe}`);
  const source = SERIES_SOURCES.find((known) => known === row.source);
  invariant(source !== undefined, `a stored series has the source ${row.source}`);
  return { exchange, symbol, timeframe, source, fromMs: Number(row.fromMs), toMs: Number(row.toMs), bars, gaps, hash };
}
