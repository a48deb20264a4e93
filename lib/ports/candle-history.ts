import type { FundingColumns } from "@/lib/trading/engine/settings";
import type { Bars } from "@/lib/trading/market/bars";
import type { Timeframe } from "@/lib/trading/market/timeframe";

/** One exchange's past, asked for page by page. Pacing and repeats of what failed in passing are done inside; `signal` ends a wait. */
export interface HistorySource {
  /** Bars that a page holds at most. */
  readonly pageBars: number;
  /** The exchange's own time, for which bar is closed; null where it does not tell. */
  now(): Promise<number | null>;
  /**
   * Bars that open at `since` or later, oldest first; the one that still runs may be the last. An empty page says nothing of later ones.
   * @throws AppError "unavailable" when the exchange does not answer however often it is asked
   */
  candles(timeframe: Timeframe, since: number): Promise<Bars>;
  /** Funding paid in [since, until); the caller asks for no more than `fundingSpanMs` at once. */
  funding(since: number, until: number): Promise<FundingColumns>;
  readonly fundingSpanMs: number;
  close(): Promise<void>;
}

export interface CandleHistory {
  /** @throws AppError "not_found" when there is no such exchange, or it does not list the symbol */
  open(exchange: string, symbol: string, signal?: AbortSignal): Promise<HistorySource>;
}
