import { latestTicker, readableSeries, replayedUntil } from "@/lib/features/candles/queries";
import type { Ctx } from "@/lib/ports/ctx";
import type { CandleSource, MarketKey } from "./trading-session.ts";

/** Where the market stands and whose candles it shows: a replay's own time, else our clock. null: a replay that has not begun. */
export async function marketNow(
  { db, clock, config }: Pick<Ctx, "db" | "clock" | "config">,
  key: MarketKey,
): Promise<{ readonly at: number; readonly source: CandleSource } | null> {
  if (config.marketSource === "exchange") return { at: clock.now(), source: "exchange" };
  const at = await replayedUntil(db);
  if (at === null) return null;
  const series = await readableSeries(db, key);
  const ticker = await latestTicker(db, key.exchange, key.symbol);
  const generated = (series?.source ?? ticker?.source) === "generated";
  return { at, source: generated ? "generated" : "replay" };
}
