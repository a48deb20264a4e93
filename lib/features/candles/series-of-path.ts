import { done, type Result, refuse } from "@/lib/kernel/result";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { isTimeframe, TIMEFRAMES } from "@/lib/trading/market/timeframe";
import type { SeriesKey } from "./candle-series.ts";

/** Exchanges whose bare file names mean perpetuals: their public candle files are of the derivatives market. */
const PERPETUALS = new Set(["bybit"]);

/**
 * Which series a file holds: by its path (`binance/BTCUSDT_15m.csv.gz`), where `given` does not say. What neither says is refused and named.
 */
export function seriesOfPath(
  path: string,
  given: { readonly exchange?: string; readonly symbol?: string; readonly timeframe?: string },
): Result<SeriesKey, "unknown_series"> {
  const parts = path.split(/[/\\]/);
  const name = /^([A-Za-z0-9]+)_([A-Za-z0-9_]+)\.(?:csv|json)(?:\.gz)?$/.exec(parts.at(-1) ?? "");
  const exchange = (given.exchange ?? (name === null ? undefined : parts.at(-2)))?.toLowerCase();
  const typed = given.symbol ?? name?.[1];
  const timeframe = given.timeframe ?? name?.[2];
  if (exchange === undefined || !/^[a-z0-9]{2,30}$/.test(exchange))
    return refuse(
      "unknown_series",
      "the path does not name the exchange (as in binance/BTCUSDT_15m.csv.gz); give --exchange",
    );
  if (typed === undefined) return refuse("unknown_series", "the path does not name the symbol; give --symbol");
  if (timeframe === undefined || !isTimeframe(timeframe))
    return refuse(
      "unknown_series",
      `${timeframe === undefined ? "the path names no timeframe" : `"${timeframe}" is no timeframe`}; give --timeframe, one of ${TIMEFRAMES.join(" ")}`,
    );
  const perpetual = given.symbol === undefined && PERPETUALS.has(exchange);
  const symbol = parseSymbol(typed, perpetual ? "swap" : "spot");
  if (!symbol.ok) return refuse("unknown_series", symbol.detail);
  return done({ exchange, symbol: symbol.value.symbol, timeframe });
}
