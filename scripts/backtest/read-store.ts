import { openDb } from "@/lib/db/client";
import { loadFunding } from "@/lib/features/candles/funding";
import { loadBars } from "@/lib/features/candles/load-bars";
import { openDatabase } from "@/lib/runtime/database";
import { settingsOrExit } from "@/lib/runtime/env";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { isTimeframe, TIMEFRAMES } from "@/lib/trading/market/timeframe";
import type { RunOptions } from "./options.ts";
import { type CommandBars, fundingIn, rangeOf } from "./read-bars.ts";

/** Bars of the candle store. A pair typed without its market is the spot pair, or the perpetual where only that is stored. */
export async function readStore(
  options: RunOptions,
  asked: { exchange: string; symbol: string; timeframe: string },
): Promise<CommandBars> {
  const { timeframe } = asked;
  const exchange = asked.exchange.toLowerCase();
  if (!isTimeframe(timeframe)) throw new Error(`--timeframe must be one of ${TIMEFRAMES.join(", ")}.`);
  const database = await openDatabase(settingsOrExit());
  const db = openDb(database.urls.web, { poolMax: 2, applicationName: "heliograph-backtest" });
  try {
    const faults: string[] = [];
    for (const market of ["spot", "swap"] as const) {
      const parsed = parseSymbol(asked.symbol, market);
      if (!parsed.ok) throw new Error(`--symbol: ${parsed.detail}`);
      const { symbol, market: kind } = parsed.value;
      const key = { exchange, symbol, timeframe };
      const loaded = await loadBars({ db }, key, { from: options.from, to: options.to, shared: true });
      if (!loaded.ok) {
        faults.push(loaded.detail ?? loaded.reason);
        continue;
      }
      const { bars, series, hash } = loaded.value;
      if (bars.length < 2) rangeOf(bars, options, `${exchange} ${symbol} ${timeframe}`);
      const funding = kind === "swap" ? await loadFunding({ db }, key, options.from, options.to) : null;
      return {
        ...key,
        bars,
        dataHash: hash(),
        storedTimeframe: series.timeframe,
        source: series.source,
        market: kind,
        funding: funding === null ? null : fundingIn(funding, bars, timeframe),
      };
    }
    throw new Error(`${faults[0] ?? "Nothing is stored"} Add it: npm run candles -- import FILE…`);
  } finally {
    await db.$disconnect();
    await database.stop();
  }
}
