import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { unpackChunk } from "./candle-chunk.ts";
import type { SeriesKey } from "./candle-series.ts";
import { findChunk, listChunks } from "./chunk-repository.ts";
import type { Rows } from "./repository.ts";

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Runs of bars in [from, to), both on the grid, that are not stored: what a download has left to do. Only chunks with holes are read. */
export async function missingRanges(db: Rows, key: SeriesKey, from: number, to: number): Promise<TimeRange[]> {
  const length = TIMEFRAME_MS[key.timeframe];
  const missing: TimeRange[] = [];
  let next = from;
  /** Bars from `first` to `last` are there. */
  const cover = (first: number, last: number): void => {
    if (first > next && next < to) missing.push({ from: next, to: Math.min(first, to) });
    next = Math.max(next, last + length);
  };
  for (const chunk of await listChunks(db, key, from, to)) {
    if (chunk.gaps === 0) {
      cover(chunk.firstMs, chunk.lastMs);
      continue;
    }
    const stored = await findChunk(db, key, chunk.startMs);
    if (stored !== null) for (const time of unpackChunk(stored, key.timeframe).time) cover(time, time);
  }
  if (next < to) missing.push({ from: next, to });
  return missing;
}
