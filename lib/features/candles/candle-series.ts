import type { Timeframe } from "@/lib/trading/market/timeframe";

/** Which series: one exchange's bars of one symbol in one timeframe. */
export interface SeriesKey {
  /** ccxt's id in small letters. */
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** Where a series began: with a file, with what an exchange answered, or in our own generator. Only the last is not real. */
export const SERIES_SOURCES = ["import", "download", "generated"] as const;

export type SeriesSource = (typeof SERIES_SOURCES)[number];

/** What we have of a series. */
export interface CandleSeries extends SeriesKey {
  readonly source: SeriesSource;
  /** Open time of the first and of the last bar. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly bars: number;
  /** Holes: runs of missing bars between the first and the last. */
  readonly gaps: number;
  /** sha256 over the hashes of all chunks, in order: equal bars have an equal hash (dataHash). */
  readonly hash: string;
}

export function seriesName({ exchange, symbol, timeframe }: SeriesKey): string {
  return `${exchange} ${symbol} ${timeframe}`;
}
