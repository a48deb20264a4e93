import type { Bars } from "@/lib/trading/market/bars";

export interface CacheRange {
  /** Bars that open in [fromMs, toMs). */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Columns kept on this machine's own disk, by the hash of the series that they are: a changed series is another entry. */
export interface BarCache {
  /** Bars of an entry; null when there is none of so many bars, or its file is damaged. `room` makes the columns that are filled. */
  read(
    entry: { readonly hash: string; readonly bars: number },
    range: CacheRange,
    room: (length: number) => Bars,
  ): Bars | null;
  /** Keeps all bars of a series. Returns at once; a failure is noted in the log and costs speed alone. */
  keep(hash: string, bars: Bars): void;
  /** Resolves when all that was to be kept is. */
  settled(): Promise<void>;
}
