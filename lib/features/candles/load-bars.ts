import type { Db } from "@/lib/db/client";
import { AppError } from "@/lib/kernel/errors";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { BarCache } from "@/lib/ports/bar-cache";
import { type Bars, barsBytes, barsOver, emptyBars, firstRowAt, sliceBars } from "@/lib/trading/market/bars";
import { resampleBars } from "@/lib/trading/market/resample";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { dataHash } from "./candle-chunk.ts";
import { type CandleSeries, type SeriesKey, seriesName } from "./candle-series.ts";
import { copyBars } from "./chunk-repository.ts";
import { findSeries, listSeriesRows } from "./repository.ts";
import { sourceSeries } from "./source-series.ts";

export interface LoadOptions {
  /** Bars that open in [from, to), milliseconds UTC; all where left out. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Columns in a SharedArrayBuffer, for worker threads. */
  readonly shared?: boolean;
  /** This machine's columns on disk: read before the database, filled from it. */
  readonly cache?: BarCache;
}

export interface LoadedBars {
  readonly key: SeriesKey;
  readonly bars: Bars;
  /** The stored series that the bars are, or are made of where its timeframe is shorter than the asked one. */
  readonly series: CandleSeries;
  /** sha256 that names these very bars in a report; that of `candles list` where they are a whole stored series. Computed when asked. */
  hash(): string;
}

/** How often a series may change under a load before we give up. */
const TRIES = 5;

/**
 * Stored bars as columns: from the local cache, else straight from PostgreSQL. A timeframe that is not stored is made of a stored shorter
 * one. An empty range is not refused: the caller says what it needs.
 * @throws AppError "conflict" when the series is written to again and again while it is read
 */
export async function loadBars(
  ctx: { readonly db: Db },
  key: SeriesKey,
  options: LoadOptions = {},
): Promise<Result<LoadedBars, "not_stored">> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const series = (await findSeries(ctx.db, key)) ?? sourceSeries(await listSeriesRows(ctx.db), key, options);
    if (series === null)
      return refuse("not_stored", `${seriesName(key)} is not stored, nor a shorter timeframe to make it of.`);
    const loaded = await loadSeries(ctx, key, series, options);
    if (loaded !== null) return done(loaded);
  }
  throw new AppError("conflict", `${seriesName(key)} is being written to. Try again in a moment.`);
}

/** @returns null when the series changed while it was read */
async function loadSeries(
  { db }: { readonly db: Db },
  key: SeriesKey,
  series: CandleSeries,
  { from: asked = Number.NEGATIVE_INFINITY, to: end = Number.POSITIVE_INFINITY, shared = false, cache }: LoadOptions,
): Promise<LoadedBars | null> {
  const room = shared ? sharedBars : emptyBars;
  const resampled = series.timeframe !== key.timeframe;
  // a bar counts by its open, so the shorter ones of the last one reach beyond the range
  const edge = (at: number): number =>
    resampled ? Math.ceil(at / TIMEFRAME_MS[key.timeframe]) * TIMEFRAME_MS[key.timeframe] : at;
  const [from, to] = [edge(asked), edge(end)];
  // what is put together lies in memory of its own; only the result need be shared
  const roomHere = resampled ? emptyBars : room;
  const found = cache?.read(series, { fromMs: from, toMs: to }, roomHere) ?? null;
  const stored = found ?? (await readStored(db, series, { from, to, room: roomHere, cache }));
  if (stored === null) return null;
  const bars = resampled ? resampleBars(stored, series.timeframe, key.timeframe, { room }) : stored;
  let hash = !resampled && bars.length === series.bars ? series.hash : undefined;
  return {
    key,
    bars,
    series,
    hash: () => {
      hash ??= dataHash(bars, key.timeframe);
      return hash;
    },
  };
}

/** From PostgreSQL. With a cache, all of a series is read when half of it or more is asked for, and kept. */
async function readStored(
  db: Db,
  series: CandleSeries,
  { from, to, room, cache }: { from: number; to: number; room: (length: number) => Bars; cache: BarCache | undefined },
): Promise<Bars | null> {
  const span = series.toMs + TIMEFRAME_MS[series.timeframe] - series.fromMs;
  const wanted = Math.min(to, series.toMs + 1) - Math.max(from, series.fromMs);
  if (cache === undefined || wanted * 2 < span) return copyBars(db, series, from, to, room);
  const all = await copyBars(db, series, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, room);
  if (all === null) return null;
  cache.keep(series.hash, all);
  return sliceBars(all, firstRowAt(all, from), firstRowAt(all, to));
}

function sharedBars(length: number): Bars {
  return barsOver(new SharedArrayBuffer(barsBytes(length)), length);
}
