import type { Candle } from "./candle.ts";
import { barStart, type Timeframe } from "./timeframe.ts";

/** Longer bars out of shorter ones (sorted). A bar with holes is made of what there is. */
export function aggregate(candles: readonly Candle[], timeframe: Timeframe): Candle[] {
  const bars: Candle[] = [];
  for (const candle of candles) {
    const time = barStart(candle.time, timeframe);
    const open = bars.at(-1);
    if (open?.time !== time) {
      bars.push({ ...candle, time });
      continue;
    }
    bars[bars.length - 1] = {
      ...open,
      high: Math.max(open.high, candle.high),
      low: Math.min(open.low, candle.low),
      close: candle.close,
      // to 8 decimals: sums of floats would show noise behind them
      volume: Number((open.volume + candle.volume).toFixed(8)),
    };
  }
  return bars;
}
