import type { Exchange } from "ccxt";
import { AppError } from "@/lib/kernel/errors";
import { HOUR_MS } from "@/lib/kernel/time";
import type { CandleHistory, HistorySource } from "@/lib/ports/candle-history";
import type { FundingColumns } from "@/lib/trading/engine/settings";
import { BAR_COLUMNS, type Bars, emptyBars } from "@/lib/trading/market/bars";
import { askAgain } from "./ask-again.ts";
import { openExchange } from "./open-exchange.ts";

export interface CcxtHistoryOptions {
  /** EXCHANGE_URL_<ID> by id; an exchange without one is asked itself. */
  readonly urls: Readonly<Record<string, string>>;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Where ccxt does not say how many bars a page of the venue holds. */
const PAGE_BARS = 500;
/** What every venue gives of funding at once. */
const PAGE_EVENTS = 100;
/** No venue pays more often; Bybit answers a longer span than its page holds with the page's newest events. */
const FUNDING_LEAST_MS = HOUR_MS;

/** Candles and funding of any exchange that ccxt knows, paced by ccxt's own limits. */
export function createCcxtHistory({ urls, sleep }: CcxtHistoryOptions): CandleHistory {
  return {
    async open(id, symbol, signal) {
      const exchange = await openExchange(id, urls[id]);
      const ask = <T>(request: () => Promise<T>): Promise<T> =>
        askAgain(request, { id, headers: () => headersOf(exchange), sleep: (ms) => sleep(ms, signal), signal });
      try {
        await ask(() => exchange.loadMarkets());
        if (exchange.markets?.[symbol] === undefined) throw new AppError("not_found", `${id} does not list ${symbol}.`);
      } catch (error) {
        await exchange.close();
        throw error;
      }
      return sourceOf(exchange, symbol, ask);
    },
  };
}

function sourceOf(
  exchange: Exchange,
  symbol: string,
  ask: <T>(request: () => Promise<T>) => Promise<T>,
): HistorySource {
  const limit: unknown = exchange.featureValue(symbol, "fetchOHLCV", "limit", PAGE_BARS);
  const pageBars = typeof limit === "number" && limit > 0 ? limit : PAGE_BARS;
  return {
    pageBars,
    fundingSpanMs: PAGE_EVENTS * FUNDING_LEAST_MS,
    async now() {
      if (exchange.has.fetchTime !== true) return null;
      return (await ask(() => exchange.fetchTime())) ?? null;
    },
    candles: async (timeframe, since) =>
      barsOfRows(
        (await ask(() => exchange.fetchOHLCV(symbol, timeframe, since, pageBars))).filter(
          ([time]) => time !== undefined && time >= since,
        ),
      ),
    async funding(since, until) {
      const events = await ask(() =>
        exchange.fetchFundingRateHistory(symbol, since, PAGE_EVENTS, { until: until - 1 }),
      );
      return fundingOfEvents(events, since, until);
    },
    close: async () => void (await exchange.close()),
  };
}

/** ccxt's rows [time, open, high, low, close, volume]; a missing value becomes NaN, which the caller refuses. */
function barsOfRows(rows: readonly (readonly (number | undefined)[])[]): Bars {
  const bars = emptyBars(rows.length);
  for (const [row, values] of rows.entries())
    for (const [index, name] of BAR_COLUMNS.entries()) bars[name][row] = values[index] ?? Number.NaN;
  return bars;
}

/** Times to the second: Binance's are off it by some milliseconds, now before, now after. */
function fundingOfEvents(
  events: readonly { readonly timestamp?: number | undefined; readonly fundingRate?: number | undefined }[],
  since: number,
  until: number,
): FundingColumns {
  const byTime = new Map<number, number>();
  for (const { timestamp, fundingRate } of events) {
    const time = Math.round((timestamp ?? Number.NaN) / 1_000) * 1_000;
    if (time >= since && time < until) byTime.set(time, fundingRate ?? Number.NaN);
  }
  const sorted = [...byTime].sort(([a], [b]) => a - b);
  return {
    time: Float64Array.from(sorted, ([time]) => time),
    rate: Float64Array.from(sorted, ([, rate]) => rate),
  };
}

function headersOf(exchange: Exchange): Readonly<Record<string, unknown>> {
  const headers: unknown = exchange.last_response_headers;
  return typeof headers === "object" && headers !== null ? { ...headers } : {};
}
