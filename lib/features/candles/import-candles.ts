import { done, type Result, refuse } from "@/lib/kernel/result";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { Candle } from "@/lib/trading/market/candle";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { CHUNK_BARS, chunkStart } from "./candle-chunk.ts";
import { type CandleSeries, type SeriesKey, type SeriesSource, seriesName } from "./candle-series.ts";
import { instrumentOfCandles } from "./known-instrument.ts";
import {
  deleteSeries,
  findInstrument,
  findSeries,
  lockSeries,
  measureSeries,
  putChunks,
  putInstrument,
  type Rows,
  readBars,
  startSeries,
  updateSeries,
} from "./repository.ts";

export interface Imported {
  readonly series: CandleSeries;
  /** Bars that were not there before. */
  readonly added: number;
}

/** A long import reads and writes a few MB; far below this. */
const TIMEOUT_MS = 120_000;

/**
 * Adds bars (sorted, checked by parseCandles) to a series, in one transaction: all or nothing. Bars that are stored already must be equal;
 * the first that differs refuses the import and is named. Real bars replace a generated series, never the other way round.
 */
export async function importCandles(
  ctx: Pick<Ctx, "db" | "clock">,
  key: SeriesKey,
  candles: readonly Candle[],
  source: SeriesSource = "import",
): Promise<Result<Imported, "overlap_differs" | "real_bars_stored">> {
  return ctx.db.transaction(
    async (tx) => {
      await lockSeries(tx, key);
      const stored = await findSeries(tx, key);
      if (stored?.source === "import" && source === "generated")
        return refuse("real_bars_stored", `${seriesName(key)} holds real bars; generated ones are not mixed in.`);
      if (stored?.source === "generated" && source === "import") await deleteSeries(tx, key);
      const merged = await mergeStored(tx, key, candles);
      if (!merged.ok) return merged;
      const now = ctx.clock.now();
      await startSeries(tx, key, source, now);
      if (merged.value.added > 0) await putChunks(tx, key, merged.value.bars);
      const measured = await measureSeries(tx, key);
      await updateSeries(tx, key, measured, now);
      if ((await findInstrument(tx, key.exchange, key.symbol)) === null)
        await putInstrument(tx, key.exchange, instrumentOfCandles(key.exchange, key.symbol, candles), now);
      return done({ series: { ...key, source, ...measured }, added: merged.value.added });
    },
    { timeoutMs: TIMEOUT_MS },
  );
}

/** All bars, old and new, of the chunks that the new ones touch. */
async function mergeStored(
  tx: Rows,
  key: SeriesKey,
  candles: readonly Candle[],
): Promise<Result<{ bars: readonly Candle[]; added: number }, "overlap_differs">> {
  const first = candles[0]?.time ?? 0;
  const last = candles.at(-1)?.time ?? 0;
  const span = CHUNK_BARS * TIMEFRAME_MS[key.timeframe];
  const present = await readBars(tx, key, chunkStart(first, key.timeframe), chunkStart(last, key.timeframe) + span);
  const byTime = new Map(present.map((candle) => [candle.time, candle]));
  let added = 0;
  for (const candle of candles) {
    const old = byTime.get(candle.time);
    if (old === undefined) {
      byTime.set(candle.time, candle);
      added += 1;
      continue;
    }
    const field = (["open", "high", "low", "close", "volume"] as const).find((name) => old[name] !== candle[name]);
    if (field !== undefined)
      return refuse(
        "overlap_differs",
        `the bar of ${toIso(utcMs(candle.time))} is stored with ${field} ${old[field]}, the file has ${candle[field]}; nothing was stored`,
      );
  }
  return done({ bars: [...byTime.values()].sort((a, b) => a.time - b.time), added });
}
