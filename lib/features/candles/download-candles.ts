import { AppError } from "@/lib/kernel/errors";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { CandleHistory, HistorySource } from "@/lib/ports/candle-history";
import type { Ctx } from "@/lib/ports/ctx";
import { barFaults } from "@/lib/trading/market/bar-faults";
import { type Bars, firstRowAt, sliceBars } from "@/lib/trading/market/bars";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { type CandleSeries, type SeriesKey, seriesName } from "./candle-series.ts";
import { importCandles } from "./import-candles.ts";
import { missingRanges, type TimeRange } from "./missing-ranges.ts";
import { findSeries } from "./repository.ts";

export interface DownloadProgress {
  /** Bars of the range that were looked for so far, and all of them. */
  readonly done: number;
  readonly total: number;
  readonly added: number;
  /** Open time of the last bar that was stored. */
  readonly at: number;
}

export interface Downloaded {
  /** null: nothing is stored, the exchange has no closed bars in that time. */
  readonly series: CandleSeries | null;
  readonly added: number;
  /** Bars of the range that were stored before. */
  readonly present: number;
}

export interface DownloadOptions {
  /** Bars that open in [from, to); `to` left out: all that are closed. */
  readonly from: number;
  readonly to?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void | Promise<void>) | undefined;
}

/**
 * Adds closed bars of an exchange to a series. Only what is not stored is asked for, and each page is stored before the next is asked, so a
 * download that was cut goes on where it was, and one that is repeated asks for nothing but what no exchange had.
 * @throws AppError "not_found", "unavailable" or "bad_request" from the exchange; "conflict" when it sends bars that are none or differ from
 *   stored ones. Pages before it stay.
 */
export async function downloadCandles(
  ctx: Pick<Ctx, "db" | "clock"> & { readonly history: CandleHistory },
  key: SeriesKey,
  { from, to = Number.POSITIVE_INFINITY, signal, onProgress }: DownloadOptions,
): Promise<Downloaded> {
  const length = TIMEFRAME_MS[key.timeframe];
  const source = await ctx.history.open(key.exchange, key.symbol, signal);
  try {
    // our clock may be ahead of theirs: then the bar that runs would look closed
    const now = Math.min(ctx.clock.now(), (await source.now()) ?? Number.POSITIVE_INFINITY);
    const end = Math.min(Math.ceil(to / length) * length, Math.floor(now / length) * length);
    const start = Math.ceil(from / length) * length;
    const total = Math.max(0, (end - start) / length);
    const missing = total === 0 ? [] : await missingRanges(ctx.db, key, start, end);
    const wanted = missing.reduce((sum, range) => sum + (range.to - range.from) / length, 0);
    let added = 0;
    let sought = total - wanted;
    for (const range of missing)
      for await (const page of pagesOf(source, key, range, signal)) {
        if (page.bars.length > 0) added += await storePage(ctx, key, page.bars);
        sought += page.sought / length;
        await onProgress?.({ done: sought, total, added, at: page.bars.time.at(-1) ?? 0 });
      }
    return { series: await findSeries(ctx.db, key), added, present: total - wanted };
  } finally {
    await source.close();
  }
}

interface Page {
  readonly bars: Bars;
  /** Milliseconds of the range that the page settles. */
  readonly sought: number;
}

async function* pagesOf(
  source: HistorySource,
  { timeframe }: SeriesKey,
  range: TimeRange,
  signal: AbortSignal | undefined,
): AsyncGenerator<Page> {
  const length = TIMEFRAME_MS[timeframe];
  for (let since = range.from; since < range.to; ) {
    signal?.throwIfAborted();
    const answer = await source.candles(timeframe, since);
    const bars = sliceBars(answer, firstRowAt(answer, since), firstRowAt(answer, range.to));
    const last = bars.time.at(-1);
    // an empty page is a time before the listing, or a halt: later bars may exist, so one page is passed over, not all
    const next = Math.min(
      range.to,
      last !== undefined ? last + length : answer.length > 0 ? range.to : since + source.pageBars * length,
    );
    yield { bars, sought: next - since };
    since = next;
  }
}

async function storePage(ctx: Pick<Ctx, "db" | "clock">, key: SeriesKey, bars: Bars): Promise<number> {
  const [fault] = barFaults(bars, TIMEFRAME_MS[key.timeframe], { most: 1 });
  if (fault !== undefined)
    throw new AppError(
      "conflict",
      `${key.exchange} sent for ${seriesName(key)} a bar of ${iso(bars.time[fault.row])}: ${fault.fault}. What came before it is stored.`,
    );
  const imported = await importCandles(ctx, key, bars, { source: "download" });
  if (!imported.ok) throw new AppError("conflict", `${seriesName(key)}: ${imported.detail ?? imported.reason}`);
  return imported.value.added;
}

function iso(at: number | undefined): string {
  return at === undefined || !Number.isFinite(at) ? "no time" : toIso(utcMs(at));
}
