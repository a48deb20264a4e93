import type { VenueBars } from "@/lib/integrations/local/venue/core/prices";
import type { Venue } from "@/lib/integrations/local/venue/start-venue";
import { MARKET_CHANNEL, readPriceUpdates } from "@/lib/ports/market-data";
import { listen } from "@/lib/runtime/listen";
import { isTimeframe, TIMEFRAME_MS } from "@/lib/trading/market/timeframe";

/** The product's market, for the local exchange: every price that the feed tells, and the stored candles. */
export function followMarket(databaseUrl: string, venue: Pick<Venue, "setPrice">): () => Promise<void> {
  const listener = listen({
    url: databaseUrl,
    applicationName: "heliograph-venue",
    channels: {
      // What was missed while the connection was away comes again within a second: a replay repeats its last price.
      [MARKET_CHANNEL]: (payload) => {
        for (const { exchange, symbol, bid, ask, last } of readPriceUpdates(payload))
          venue.setPrice({ exchange, symbol, bid, ask, last });
      },
    },
  });
  return () => listener.stop();
}

/** Stored candles of the symbol, of the asked exchange or, where it has none, of another's spot market. */
export function storedCandles(databaseUrl: string): VenueBars & { close(): Promise<void> } {
  // Prisma is loaded by the first who asks for candles: the parent has no other use for it.
  let opening: Promise<import("@/lib/db/client").Db> | null = null;
  return {
    async bars({ exchange, symbol, base, quote }, timeframeMs, { from, to, limit }) {
      const timeframe = Object.entries(TIMEFRAME_MS).find(([, ms]) => ms === timeframeMs)?.[0];
      if (timeframe === undefined || !isTimeframe(timeframe)) return [];
      const [{ openDb }, { loadBars }, { listSeries }] = await Promise.all([
        import("@/lib/db/client"),
        import("@/lib/features/candles/load-bars"),
        import("@/lib/features/candles/queries"),
      ]);
      opening ??= Promise.resolve(openDb(databaseUrl, { poolMax: 1, applicationName: "heliograph-venue" }));
      const db = await opening;
      const spot = `${base}/${quote}`;
      const stored = (await listSeries(db)).filter((one) => one.symbol === symbol || one.symbol === spot);
      const nearest = stored.find((one) => one.exchange === exchange && one.symbol === symbol) ?? stored[0];
      if (nearest === undefined) return [];
      const range = { from: from ?? undefined, to: to === null ? undefined : to + 1 };
      const loaded = await loadBars({ db }, { exchange: nearest.exchange, symbol: nearest.symbol, timeframe }, range);
      if (!loaded.ok) return [];
      const { time, open, high, low, close, volume, length } = loaded.value.bars;
      const first = from === null ? Math.max(0, length - limit) : 0;
      const at = (column: Float64Array, row: number) => String(column[row] ?? 0);
      return Array.from({ length: Math.min(limit, length - first) }, (_, index) => {
        const row = first + index;
        return [time[row] ?? 0, at(open, row), at(high, row), at(low, row), at(close, row), at(volume, row)] as const;
      });
    },
    async close() {
      await (await opening)?.$disconnect();
    },
  };
}
