import { chartBars } from "@/lib/features/candles/chart-bars";
import { candlesQuery } from "@/lib/features/candles/input";
import { plain } from "@/lib/kernel/decimal";
import { toIso, utcMs } from "@/lib/kernel/time";
import { unwrap } from "@/lib/runtime/problem";
import { route } from "@/lib/runtime/route";

/** Bars of a symbol, oldest first, up to where the market stands; `time` is a bar's open in milliseconds. */
export const GET = route({ access: "public", scope: "read", query: candlesQuery }, async ({ ctx, query }) => {
  const { bars, marketTime, ...chart } = unwrap(await chartBars(ctx, query));
  return {
    ...chart,
    marketTime: marketTime === null ? null : toIso(utcMs(marketTime)),
    items: bars.map(({ time, open, high, low, close, volume }) => ({
      time,
      open: plain(open),
      high: plain(high),
      low: plain(low),
      close: plain(close),
      volume: plain(volume),
    })),
  };
});
