import { loadBars } from "@/lib/features/candles/load-bars";
import type { Ctx } from "@/lib/ports/ctx";
import { candlesOf } from "@/lib/trading/market/bars";
import type { Candle } from "@/lib/trading/market/candle";
import { TIMEFRAME_MS, TIMEFRAMES, type Timeframe } from "@/lib/trading/market/timeframe";
import type { RunRequest } from "./backtest.ts";
import type { TradeView } from "./view.ts";

/** As many candles as a chart shows apart. */
const BARS_MAX = 300;
/** Candles before the entry and after the exit, at least. */
const AROUND = 20;

export interface TradeBars {
  /** That of the run, or a longer one where the trade was held for very long. */
  readonly timeframe: Timeframe;
  readonly bars: readonly Candle[];
}

/** The market around one trade, as it is stored now; null where it is stored no more. */
export async function tradeBars(
  { db }: Pick<Ctx, "db">,
  { exchange, symbol, timeframe: own }: Pick<RunRequest, "exchange" | "symbol" | "timeframe">,
  { entryTime, exitTime }: Pick<TradeView, "entryTime" | "exitTime">,
): Promise<TradeBars | null> {
  const timeframe = timeframeFor(own, exitTime - entryTime);
  const length = TIMEFRAME_MS[timeframe];
  const around = Math.max(AROUND, Math.ceil((exitTime - entryTime) / length / 2)) * length;
  const [from, to] = [entryTime - around, exitTime + around + length].map((at) => Math.floor(at / length) * length);
  const loaded = await loadBars({ db }, { exchange, symbol, timeframe }, { from, to });
  if (!loaded.ok || loaded.value.bars.length === 0) return null;
  return { timeframe, bars: candlesOf(loaded.value.bars) };
}

function timeframeFor(own: Timeframe, heldMs: number): Timeframe {
  const longer = TIMEFRAMES.filter((name) => TIMEFRAME_MS[name] >= TIMEFRAME_MS[own]);
  return longer.find((name) => (2 * heldMs) / TIMEFRAME_MS[name] <= BARS_MAX) ?? longer.at(-1) ?? own;
}
