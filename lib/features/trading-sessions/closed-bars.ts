import { downloadCandles } from "@/lib/features/candles/download-candles";
import { downloadFunding } from "@/lib/features/candles/download-funding";
import { loadBars } from "@/lib/features/candles/load-bars";
import { replayedUntil } from "@/lib/features/candles/queries";
import { AppError } from "@/lib/kernel/errors";
import type { CandleHistory } from "@/lib/ports/candle-history";
import type { Ctx } from "@/lib/ports/ctx";
import { candleAt } from "@/lib/trading/market/bars";
import type { Candle } from "@/lib/trading/market/candle";
import { barStart, TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import type { MarketKey } from "./trading-session.ts";

/** The live market's candles, as far as they are closed. */
export interface ClosedBars {
  /** Where the market stands, milliseconds: what closes by then is closed. null: it has not begun. */
  now(): Promise<number | null>;
  /**
   * Closed candles that open in [from, until), oldest first. One that is missing between two others never was; one that is missing at the end
   * may still come.
   * @throws AppError "unavailable" when the market does not answer, "not_found" when it has no such symbol
   */
  read(key: MarketKey, from: number, until: number): Promise<readonly Candle[]>;
}

/** In a replay candles are closed once it walked past their end; a timeframe that is not stored is made of a shorter one, as a backtest's is. */
export function replayedBars(ctx: Pick<Ctx, "db">): ClosedBars {
  return {
    now: () => replayedUntil(ctx.db),
    read: (key, from, until) => readStored(ctx, key, from, until),
  };
}

/** An exchange may take a moment to close a candle in its own books. */
const SETTLED_MS = 2_000;

/**
 * Closed candles of an exchange go through the candle store: each is asked for once, however many sessions take it, and a backtest finds the
 * very same ones. A perpetual's funding comes with them.
 */
export function exchangeBars(ctx: Pick<Ctx, "db" | "clock">, history: CandleHistory): ClosedBars {
  const env = { ...ctx, history };
  return {
    now: () => Promise.resolve(ctx.clock.now() - SETTLED_MS),
    async read(key, from, until) {
      await downloadCandles(env, key, { from, to: until });
      if (key.symbol.includes(":")) await downloadFunding(env, key, { from, to: until });
      return readStored(ctx, key, from, until);
    },
  };
}

async function readStored({ db }: Pick<Ctx, "db">, key: MarketKey, from: number, until: number): Promise<Candle[]> {
  const end = barStart(until, key.timeframe);
  if (end - from < TIMEFRAME_MS[key.timeframe]) return [];
  const loaded = await loadBars({ db }, key, { from, to: end });
  if (!loaded.ok) throw new AppError("not_found", loaded.detail);
  const { bars } = loaded.value;
  return Array.from({ length: bars.length }, (_, row) => candleAt(bars, row));
}
