import { done, type Result, refuse } from "@/lib/kernel/result";
import { parseSymbol } from "@/lib/trading/market/symbol";
import { isTimeframe, TIMEFRAMES } from "@/lib/trading/market/timeframe";
import type { SeriesKey } from "./candle-series.ts";
import type { FundingKey } from "./funding.ts";

/** Exchanges whose bare file names mean perpetuals: their public candle files are of the derivatives market. */
const PERPETUALS = new Set(["bybit"]);

/** What a file is to be, as far as a person says. */
export interface GivenTarget {
  readonly exchange?: string | undefined;
  readonly symbol?: string | undefined;
  readonly timeframe?: string | undefined;
  /** It holds funding rates. */
  readonly funding?: boolean | undefined;
}

export type FileTarget =
  | { readonly kind: "candles"; readonly key: SeriesKey }
  | { readonly kind: "funding"; readonly key: FundingKey };

/**
 * What a file holds: by its path (`binance/BTCUSDT_15m.csv.gz`, `bybit/BTCUSDT_funding.csv.gz`, freqtrade's `binance/BTC_USDT-15m.feather`),
 * where `given` does not say. What neither says is refused and named.
 */
export function targetOfPath(path: string, given: GivenTarget): Result<FileTarget, "unknown_series"> {
  const parts = path.split(/[/\\]/);
  const name = NAME.exec(parts.at(-1) ?? "") ?? FREQTRADE_NAME.exec(parts.at(-1) ?? "");
  const exchange = (given.exchange ?? (name === null ? undefined : folderOf(parts)))?.toLowerCase();
  if (exchange === undefined || !/^[a-z0-9]{2,30}$/.test(exchange))
    return missing("exchange", "the path does not name the exchange, as binance/BTCUSDT_15m.csv.gz does");
  const typed = given.symbol ?? name?.[1];
  if (typed === undefined) return missing("symbol", "the file's name does not say the symbol");
  const kind = given.timeframe ?? name?.[2];
  const funding = given.funding === true || (given.timeframe === undefined && kind === "funding");
  const perpetual =
    given.symbol === undefined && (PERPETUALS.has(exchange) || funding || name?.[2]?.endsWith("-futures") === true);
  const parsed = parseSymbol(typed, perpetual ? "swap" : "spot");
  if (!parsed.ok) return missing("symbol", parsed.detail ?? "the symbol is not known");
  const { symbol } = parsed.value;
  if (funding) return done({ kind: "funding", key: { exchange, symbol } });
  const timeframe = kind?.replace(/-futures$/, "");
  if (timeframe?.endsWith("_mark") === true)
    return refuse(
      "unknown_series",
      "its name says mark prices, which are not stored: fills and liquidations use the bars of trades",
    );
  if (timeframe === undefined) return missing("timeframe", "the file's name does not say the timeframe");
  if (!isTimeframe(timeframe))
    return missing("timeframe", `"${timeframe}" is no timeframe; there are ${TIMEFRAMES.join(", ")}`);
  return done({ kind: "candles", key: { exchange, symbol, timeframe } });
}

/** The field that says it is named, so that a form can mark it and a command name its option. */
function missing(
  field: "exchange" | "symbol" | "timeframe",
  detail: string,
): ReturnType<typeof refuse<"unknown_series">> {
  return refuse("unknown_series", detail, { [field]: [`${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`] });
}

/** The series that is named by words alone. */
export function seriesOfWords(given: GivenTarget): Result<SeriesKey, "unknown_series"> {
  const target = targetOfPath("", { ...given, funding: false });
  if (!target.ok) return target;
  return target.value.kind === "candles" ? done(target.value.key) : missing("timeframe", "there is no timeframe");
}

const EXTENSION = /\.(?:csv|json|feather|arrow)(?:\.gz)?$/.source;
const NAME = new RegExp(`^([A-Za-z0-9]+)_([A-Za-z0-9_]+)${EXTENSION}`);
/** `BTC_USDT-5m.feather`, of futures `futures/BTC_USDT_USDT-5m-futures.feather`. */
const FREQTRADE_NAME = new RegExp(`^([A-Z0-9]+_[A-Z0-9]+?)(?:_[A-Z0-9]+)?-([a-z0-9]+(?:-futures)?)${EXTENSION}`);

/** The folder that names the exchange; freqtrade keeps futures one deeper. */
function folderOf(parts: readonly string[]): string | undefined {
  return parts.at(-2) === "futures" ? parts.at(-3) : parts.at(-2);
}
