import type { Ctx } from "@/lib/ports/ctx";
import { barsOf } from "@/lib/trading/market/bars";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";
import type { SeriesKey } from "./candle-series.ts";
import { importCandles } from "./import-candles.ts";
import { listSeriesRows } from "./repository.ts";

const START_MS = Date.UTC(2025, 0, 1);
/** One-minute bars give a price a second; at ×1 they last a month. */
const TIMEFRAME = "1m";
const BARS = 30 * 1_440;
const SERIES = [
  { symbol: "BTC/USDT", seed: 20_250_101, startPrice: 60_000, decimals: 2, volatilityPct: 0.06 },
  { symbol: "ETH/USDT", seed: 20_250_102, startPrice: 3_000, decimals: 2, volatilityPct: 0.08 },
] as const;

/**
 * Makes the sandbox's generated series where no candle is stored (`always`: also where real ones are). They are marked as generated in
 * their series and in every price that comes from them.
 */
export async function ensureGenerated(ctx: Pick<Ctx, "db" | "clock">, always: boolean): Promise<void> {
  const stored = await listSeriesRows(ctx.db);
  if (stored.some((series) => series.source === "generated" || !always)) return;
  for (const { symbol, ...shape } of SERIES) {
    const key: SeriesKey = { exchange: "binance", symbol, timeframe: TIMEFRAME };
    const candles = generateCandles({ ...shape, startMs: START_MS, lengthMs: TIMEFRAME_MS[TIMEFRAME], bars: BARS });
    await importCandles(ctx, key, barsOf(candles), { source: "generated" });
  }
}
