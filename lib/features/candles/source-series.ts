import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import type { CandleSeries, SeriesKey } from "./candle-series.ts";

/**
 * Which stored series a timeframe that is not stored is made of: the longest shorter one that covers the asked range as far as any of them
 * does, since it is the least to read. null: there is none.
 */
export function sourceSeries(
  stored: readonly CandleSeries[],
  key: SeriesKey,
  {
    from = Number.NEGATIVE_INFINITY,
    to = Number.POSITIVE_INFINITY,
  }: { from?: number | undefined; to?: number | undefined },
): CandleSeries | null {
  const length = TIMEFRAME_MS[key.timeframe];
  const covered = ({ fromMs, toMs, timeframe }: CandleSeries): number =>
    // to the asked bar, so that 15m bars that end within the same hour as 5m ones count as far
    Math.floor((Math.min(to, toMs + TIMEFRAME_MS[timeframe]) - Math.max(from, fromMs)) / length);
  const shorter = stored.filter(
    (one) => one.exchange === key.exchange && one.symbol === key.symbol && TIMEFRAME_MS[one.timeframe] < length,
  );
  const real = shorter.filter((one) => one.source !== "generated");
  const usable = real.length > 0 ? real : shorter;
  return usable.reduce<CandleSeries | null>((best, one) => {
    if (best === null) return one;
    const [ours, theirs] = [covered(one), covered(best)];
    if (ours !== theirs) return ours > theirs ? one : best;
    return TIMEFRAME_MS[one.timeframe] > TIMEFRAME_MS[best.timeframe] ? one : best;
  }, null);
}
