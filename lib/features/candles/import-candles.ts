import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { type Bars, sliceBars } from "@/lib/trading/market/bars";
import { chunkRows, packChunk, unpackChunk } from "./candle-chunk.ts";
import { type CandleSeries, type SeriesKey, type SeriesSource, seriesName } from "./candle-series.ts";
import { findChunk, listChunks, measureSeries, putChunk } from "./chunk-repository.ts";
import { instrumentOfBars } from "./known-instrument.ts";
import { type Difference, describeDifferences, mergeBars } from "./merge-bars.ts";
import {
  deleteSeries,
  findInstrument,
  findSeries,
  lockSeries,
  putInstrument,
  type Rows,
  startSeries,
  updateSeries,
} from "./repository.ts";

export interface Imported {
  readonly series: CandleSeries;
  /** Bars that were not there before. */
  readonly added: number;
  /** Bars that were there already, equal to the last bit. */
  readonly present: number;
  /** Bars that were there with other values and are now the given ones. */
  readonly replaced: number;
}

export interface ImportOptions {
  readonly source?: SeriesSource;
  /** Put the given bars in the place of stored ones that differ. */
  readonly replace?: boolean;
  /** Told now and then how many bars are written; what it throws ends the import, and nothing of it stays. */
  readonly onStored?: ((bars: number) => Promise<void>) | undefined;
}

/** A long import writes some hundred MB at most; far below this. */
const TIMEOUT_MS = 300_000;
/** 130,000 bars, a quarter of a second. */
const TELL_CHUNKS = 32;

/**
 * Adds bars (at least one; checked by parseCandles or barsFault) to a series, in one transaction: all or nothing. Bars that are stored
 * already must be equal; those that differ refuse the import and the first are named. Real bars replace a generated series, never the other
 * way round.
 */
export async function importCandles(
  ctx: Pick<Ctx, "db" | "clock">,
  key: SeriesKey,
  bars: Bars,
  { source = "import", replace = false, onStored }: ImportOptions = {},
): Promise<Result<Imported, "overlap_differs" | "real_bars_stored">> {
  return ctx.db
    .transaction(
      async (tx) => {
        await lockSeries(tx, key);
        const stored = await findSeries(tx, key);
        const generated = source === "generated";
        if (stored !== null && stored.source !== "generated" && generated)
          return refuse("real_bars_stored", `${seriesName(key)} holds real bars; generated ones are not mixed in.`);
        const begun = stored?.source === "generated" && !generated ? null : stored;
        if (begun === null && stored !== null) await deleteSeries(tx, key);
        const now = ctx.clock.now();
        await startSeries(tx, key, source, now);
        const merged = await storeChunks(tx, key, bars, onStored);
        const [first] = merged.differing;
        if (first !== undefined && !replace)
          throw new Differing(describeDifferences(merged.differing, merged.replaced));
        const measured = await measureSeries(tx, key);
        await updateSeries(tx, key, measured, now);
        if ((await findInstrument(tx, key.exchange, key.symbol)) === null)
          await putInstrument(tx, key.exchange, instrumentOfBars(key.exchange, key.symbol, bars), now);
        const { added, present, replaced } = merged;
        return done({ series: { ...key, source: begun?.source ?? source, ...measured }, added, present, replaced });
      },
      { timeoutMs: TIMEOUT_MS },
    )
    .catch((error: unknown) => {
      if (error instanceof Differing) return refuse("overlap_differs", error.message);
      throw error;
    });
}

/** Ends the transaction so that nothing of the import stays. */
class Differing extends Error {}

interface Merged {
  added: number;
  present: number;
  replaced: number;
  readonly differing: Difference[];
}

/** Chunk by chunk; one whose hash is stored already is not even read. */
async function storeChunks(tx: Rows, key: SeriesKey, bars: Bars, onStored: ImportOptions["onStored"]): Promise<Merged> {
  const merged: Merged = { added: 0, present: 0, replaced: 0, differing: [] };
  const stored = new Map(
    (await listChunks(tx, key, bars.time[0], (bars.time.at(-1) ?? 0) + 1)).map((one) => [one.startMs, one]),
  );
  let chunks = 0;
  for (const { startMs, from, to } of chunkRows(bars, key.timeframe)) {
    if (chunks > 0 && chunks % TELL_CHUNKS === 0) await onStored?.(from);
    chunks += 1;
    const fresh = sliceBars(bars, from, to);
    const packed = packChunk(fresh, key.timeframe);
    const old = stored.get(startMs);
    if (old === undefined) {
      await putChunk(tx, key, packed);
      merged.added += fresh.length;
    } else if (old.hash === packed.hash) merged.present += fresh.length;
    else {
      const chunk = await findChunk(tx, key, startMs);
      const result = mergeBars(chunk === null ? null : unpackChunk(chunk, key.timeframe), fresh);
      merged.added += result.added;
      merged.present += result.present;
      merged.replaced += result.differing.length;
      merged.differing.push(...result.differing.slice(0, 10));
      if (result.added + result.differing.length > 0) await putChunk(tx, key, packChunk(result.bars, key.timeframe));
    }
  }
  return merged;
}
