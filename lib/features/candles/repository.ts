import { createHash } from "node:crypto";
import type { Tx } from "@/lib/db/client";
import { dec } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import type { UtcMs } from "@/lib/kernel/time";
import type { Candle } from "@/lib/trading/market/candle";
import type { Instrument } from "@/lib/trading/market/instrument";
import { isTimeframe, TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { chunkStart, decodeChunk, encodeChunk } from "./candle-chunk.ts";
import type { CandleSeries, SeriesKey, SeriesSource } from "./candle-series.ts";

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

/** Stored bars that open in [from, to), oldest first. */
export async function readBars(tx: Rows, key: SeriesKey, from: number, to: number): Promise<Candle[]> {
  if (!(from < to)) return [];
  const chunks = await tx.candleChunk.findMany({
    where: { ...only(key), startMs: { gte: chunkStart(from, key.timeframe), lt: to } },
    orderBy: { startMs: "asc" },
  });
  return chunks.flatMap((chunk) => decodeChunk(chunk.data)).filter(({ time }) => time >= from && time < to);
}

/** Stored chunks one after the other, oldest first, so that a series of any length fits into memory. */
export async function* readChunks(
  tx: Rows,
  key: SeriesKey,
): AsyncGenerator<{ startMs: number; bars: number; data: Uint8Array }> {
  let after = BigInt(-1);
  for (;;) {
    const chunk = await tx.candleChunk.findFirst({
      where: { ...only(key), startMs: { gt: after } },
      orderBy: { startMs: "asc" },
    });
    if (chunk === null) return;
    after = chunk.startMs;
    yield { startMs: Number(chunk.startMs), bars: chunk.bars, data: chunk.data };
  }
}

/** Writes whole chunks: `candles` are all bars of every chunk that they touch. */
export async function putChunks(tx: Rows, key: SeriesKey, candles: readonly Candle[]): Promise<void> {
  const byChunk = new Map<number, Candle[]>();
  for (const candle of candles) {
    const startMs = chunkStart(candle.time, key.timeframe);
    const bars = byChunk.get(startMs);
    if (bars === undefined) byChunk.set(startMs, [candle]);
    else bars.push(candle);
  }
  for (const [startMs, bars] of byChunk) {
    const data = encodeChunk(bars);
    await tx.candleChunk.upsert({
      where: { exchange_symbol_timeframe_startMs: { ...only(key), startMs } },
      create: { ...only(key), startMs, bars: bars.length, data },
      update: { bars: bars.length, data },
    });
  }
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

/** Counts a series anew from its chunks. */
export async function measureSeries(tx: Rows, key: SeriesKey): Promise<Omit<CandleSeries, keyof SeriesKey | "source">> {
  const hash = createHash("sha256");
  const length = TIMEFRAME_MS[key.timeframe];
  let [bars, gaps, fromMs, toMs] = [0, 0, 0, 0];
  for await (const chunk of readChunks(tx, key)) {
    hash.update(chunk.data);
    for (const { time } of decodeChunk(chunk.data)) {
      if (bars === 0) fromMs = time;
      else if (time !== toMs + length) gaps += 1;
      toMs = time;
      bars += 1;
    }
  }
  return { bars, gaps, fromMs, toMs, hash: hash.digest("hex") };
}

export async function updateSeries(
  tx: Rows,
  key: SeriesKey,
  measured: Awaited<ReturnType<typeof measureSeries>>,
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
  const source = row.source === "generated" ? "generated" : "import";
  return { exchange, symbol, timeframe, source, fromMs: Number(row.fromMs), toMs: Number(row.toMs), bars, gaps, hash };
}
