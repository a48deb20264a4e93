import type { Candle } from "@/lib/trading/market/candle";
import type { Side } from "@/lib/trading/market/quote";

/** What a demonstration's rule says at the close of bar `i`; it sees that bar and those before it. */
export type DemoRule = (bars: readonly Candle[], i: number) => Side | null;

/** The close leaves the range of the 72 bars before it. */
export const breakoutRule: DemoRule = (bars, i) => {
  const before = bars.slice(Math.max(0, i - 72), i);
  const close = bars[i]?.close ?? Number.NaN;
  if (before.length < 72) return null;
  if (close > Math.max(...before.map((bar) => bar.high))) return "LONG";
  return close < Math.min(...before.map((bar) => bar.low)) ? "SHORT" : null;
};

/** 1 % under the average of 12 bars while that of 120 rises, or the mirror of it. */
export const pullbackRule: DemoRule = (bars, i) => {
  if (i < 144) return null;
  const close = bars[i]?.close ?? Number.NaN;
  const [short, long, longBefore] = [mean(bars, i, 12), mean(bars, i, 120), mean(bars, i - 24, 120)];
  if (long > longBefore && close < short * 0.99 && close > long) return "LONG";
  return long < longBefore && close > short * 1.01 && close < long ? "SHORT" : null;
};

function mean(bars: readonly Candle[], i: number, count: number): number {
  return bars.slice(i - count + 1, i + 1).reduce((sum, bar) => sum + bar.close, 0) / count;
}
