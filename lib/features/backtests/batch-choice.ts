import type { CandleSeries } from "@/lib/features/candles/candle-series";
import { TIMEFRAMES, type Timeframe } from "@/lib/trading/market/timeframe";

/** What one exchange has stored, as a batch is chosen from. */
export interface BatchChoice {
  readonly exchange: string;
  readonly symbols: readonly { readonly symbol: string; readonly timeframes: readonly Timeframe[] }[];
  /** Stored of at least one symbol, or longer than one that is and so made of it; shortest first. */
  readonly timeframes: readonly Timeframe[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Latest of the first bars: from there on all series have some, so that their runs tell of the same days. */
  readonly sharedFromMs: number;
}

/** Null where nothing of the exchange is stored. */
export function batchChoice(
  stored: readonly Pick<CandleSeries, "exchange" | "symbol" | "timeframe" | "fromMs" | "toMs">[],
  exchange: string,
): BatchChoice | null {
  const own = stored.filter((series) => series.exchange === exchange);
  if (own.length === 0) return null;
  const inOrder = (names: readonly Timeframe[]): Timeframe[] => TIMEFRAMES.filter((name) => names.includes(name));
  const symbols = [...new Set(own.map(({ symbol }) => symbol))].sort((a, b) => a.localeCompare(b, "en"));
  const [fromMs, toMs, latest] = [
    Math.min(...own.map((series) => series.fromMs)),
    Math.max(...own.map((series) => series.toMs)),
    Math.max(...own.map((series) => series.fromMs)),
  ];
  return {
    exchange,
    symbols: symbols.map((symbol) => ({
      symbol,
      timeframes: inOrder(own.flatMap((series) => (series.symbol === symbol ? [series.timeframe] : []))),
    })),
    timeframes: TIMEFRAMES.slice(Math.min(...own.map(({ timeframe }) => TIMEFRAMES.indexOf(timeframe)))),
    fromMs,
    toMs,
    sharedFromMs: own.every((series) => series.toMs > latest) ? latest : fromMs,
  };
}
