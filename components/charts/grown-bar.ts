import type { PriceMessage } from "@/lib/realtime/protocol";
import type { PriceBar } from "./price-chart.tsx";

/**
 * The running bar of `barMs` milliseconds after one more price, or the next bar: by the exchange's own time, which is the market's in a replay,
 * not by when we received it. Null for a price of the past.
 */
export function grownBar(
  bar: PriceBar | undefined,
  { exchangeAt, last }: Pick<PriceMessage, "exchangeAt" | "last">,
  barMs: number,
): PriceBar | null {
  const time = Math.floor(Date.parse(exchangeAt) / barMs) * barMs;
  const price = Number(last);
  if (bar === undefined || time > bar.time) return { time, open: price, high: price, low: price, close: price };
  if (time < bar.time) return null;
  return {
    time,
    open: bar.open,
    high: Math.max(Number(bar.high), price),
    low: Math.min(Number(bar.low), price),
    close: price,
  };
}
