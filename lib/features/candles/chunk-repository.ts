import { type Db, escapeLiteral } from "@/lib/db/client";
import { invariant } from "@/lib/kernel/errors";
import { type Bars, emptyBars, sliceBars } from "@/lib/trading/market/bars";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { type Chunk, type ChunkSummary, chunkStart, copyChunk, hashOfChunks, type PackedBars } from "./candle-chunk.ts";
import type { CandleSeries, SeriesKey } from "./candle-series.ts";
import type { Rows } from "./repository.ts";

const SUMMARY = { startMs: true, firstMs: true, lastMs: true, bars: true, gaps: true, hash: true } as const;

/** Chunks that touch [from, to), without their data. */
export async function listChunks(
  tx: Rows,
  key: SeriesKey,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Promise<ChunkSummary[]> {
  const rows = await tx.candleChunk.findMany({
    where: { ...only(key), ...within(key, from, to) },
    orderBy: { startMs: "asc" },
    select: SUMMARY,
  });
  return rows.map(numbers);
}

/** Chunks with their data, one after the other, oldest first, so that a series of any length fits into memory. */
export async function* readChunks(tx: Rows, key: SeriesKey): AsyncGenerator<Chunk> {
  let after = -1n;
  for (;;) {
    const row = await tx.candleChunk.findFirst({
      where: { ...only(key), startMs: { gt: after } },
      orderBy: { startMs: "asc" },
    });
    if (row === null) return;
    after = row.startMs;
    yield { ...numbers(row), data: row.data };
  }
}

export async function findChunk(tx: Rows, key: SeriesKey, startMs: number): Promise<Chunk | null> {
  const row = await tx.candleChunk.findUnique({
    where: { exchange_symbol_timeframe_startMs: { ...only(key), startMs } },
  });
  return row === null ? null : { ...numbers(row), data: row.data };
}

/** Writes a chunk in the place of the one that may be there. Raw: Prisma's own upsert takes eight times as long over the bytes. */
export async function putChunk(tx: Rows, { exchange, symbol, timeframe }: SeriesKey, chunk: Chunk): Promise<void> {
  const { startMs, firstMs, lastMs, bars, gaps, hash, data } = chunk;
  await tx.$executeRaw`
    INSERT INTO candle_chunks (exchange, symbol, timeframe, "startMs", "firstMs", "lastMs", bars, gaps, hash, data)
    VALUES (${exchange}, ${symbol}, ${timeframe}, ${startMs}, ${firstMs}, ${lastMs}, ${bars}, ${gaps}, ${hash}, ${data})
    ON CONFLICT (exchange, symbol, timeframe, "startMs") DO UPDATE SET "firstMs" = excluded."firstMs",
      "lastMs" = excluded."lastMs", bars = excluded.bars, gaps = excluded.gaps, hash = excluded.hash, data = excluded.data`;
}

/** What a series is, from what its chunks say of themselves. */
export async function measureSeries(tx: Rows, key: SeriesKey): Promise<Omit<CandleSeries, keyof SeriesKey | "source">> {
  const chunks = await listChunks(tx, key);
  const length = TIMEFRAME_MS[key.timeframe];
  const between = chunks.filter(({ firstMs }, i) => i > 0 && firstMs !== (chunks[i - 1]?.lastMs ?? 0) + length).length;
  return {
    bars: chunks.reduce((sum, { bars }) => sum + bars, 0),
    gaps: chunks.reduce((sum, { gaps }) => sum + gaps, between),
    fromMs: chunks[0]?.firstMs ?? 0,
    toMs: chunks.at(-1)?.lastMs ?? 0,
    hash: hashOfChunks(chunks.map(({ hash }) => hash)),
  };
}

/** Stored bars that open in [from, to), oldest first, inside a transaction; for few of them. */
export async function readBars(tx: Rows, key: SeriesKey, from: number, to: number): Promise<Bars> {
  if (!(from < to)) return emptyBars(0);
  const chunks = await tx.candleChunk.findMany({
    where: { ...only(key), ...within(key, from, to) },
    orderBy: { startMs: "asc" },
  });
  const bars = emptyBars(chunks.reduce((sum, chunk) => sum + chunk.bars, 0));
  let rows = 0;
  for (const chunk of chunks)
    rows += copyChunk({ ...numbers(chunk), data: chunk.data }, key.timeframe, bars, rows, from, to);
  return sliceBars(bars, 0, rows);
}

/**
 * Copies bars that open in [from, to) straight from the connection's memory into columns, of which `room` makes so many.
 * @param series as it was read before; `null` is returned when it has changed since, so that hash and bars are of one state
 */
export async function copyBars(
  db: Pick<Db, "copyRows">,
  series: CandleSeries,
  from: number,
  to: number,
  room: (length: number) => Bars,
): Promise<Bars | null> {
  const length = TIMEFRAME_MS[series.timeframe];
  const places = (Math.min(to, series.toMs + length) - Math.max(from, series.fromMs)) / length;
  const bars = room(Math.max(0, Math.min(series.bars, Math.ceil(places))));
  const where = Object.entries(only(series))
    .map(([name, value]) => `${name} = ${escapeLiteral(value)}`)
    .join(" AND ");
  const { startMs } = within(series, from, to);
  let rows = 0;
  let changed = false;
  await db.copyRows(
    `SELECT "startMs", "firstMs", bars, gaps, (SELECT hash FROM candle_series WHERE ${where}), data FROM candle_chunks
      WHERE ${where} AND "startMs" >= ${startMs.gte} AND "startMs" <= ${startMs.lte} ORDER BY "startMs"`,
    ([start, first, count, gaps, hash, data]) => {
      invariant(start && first && count && gaps && hash && data, "a chunk holds NULL");
      changed ||= hash.toString("latin1") !== series.hash;
      if (changed) return;
      const chunk: PackedBars = {
        startMs: Number(start.readBigInt64BE()),
        firstMs: Number(first.readBigInt64BE()),
        bars: count.readInt32BE(),
        gaps: gaps.readInt32BE(),
        data,
      };
      rows += copyChunk(chunk, series.timeframe, bars, rows, from, to);
    },
  );
  return changed ? null : sliceBars(bars, 0, rows);
}

function within(key: SeriesKey, from: number, to: number): { startMs: { gte: bigint; lte: bigint } } {
  const least = Number.isFinite(from) ? chunkStart(from, key.timeframe) : 0;
  const most = Number.isFinite(to) ? Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(to) - 1) : Number.MAX_SAFE_INTEGER;
  return { startMs: { gte: BigInt(least), lte: BigInt(most) } };
}

function numbers(row: {
  startMs: bigint;
  firstMs: bigint;
  lastMs: bigint;
  bars: number;
  gaps: number;
  hash: string;
}): ChunkSummary {
  const { bars, gaps, hash } = row;
  return {
    startMs: Number(row.startMs),
    firstMs: Number(row.firstMs),
    lastMs: Number(row.lastMs),
    bars,
    gaps,
    hash,
  };
}

function only({ exchange, symbol, timeframe }: SeriesKey): SeriesKey {
  return { exchange, symbol, timeframe };
}
