import type { Candle } from "@/lib/trading/market/candle";
import { TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";
import { openExchange } from "./open-exchange.ts";

const PAGE_BARS = 1_000;
const TRIES = 4;

export interface Download {
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Bars that open in [from, to); a bar that still runs at `now` is left out. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** EXCHANGE_URL_<ID>; undefined: the exchange itself. */
  readonly url: string | undefined;
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * Pages of closed bars from an exchange, oldest first. A page that fails is asked for again, four times in all; reading candles is safe to
 * repeat. @throws what the exchange answered last, or Error when it does not list the symbol
 */
export async function* downloadCandles(download: Download): AsyncGenerator<Candle[]> {
  const { symbol, timeframe, to, now } = download;
  const length = TIMEFRAME_MS[timeframe];
  const exchange = await openExchange(download.exchange, download.url);
  try {
    await again(() => exchange.loadMarkets(), download.sleep);
    if (exchange.markets?.[symbol] === undefined) throw new Error(`${download.exchange} does not list ${symbol}`);
    const end = Math.min(to, Math.floor(now / length) * length);
    let from = Math.ceil(download.from / length) * length;
    while (from < end) {
      const since = from;
      const rows = await again(() => exchange.fetchOHLCV(symbol, timeframe, since, PAGE_BARS), download.sleep);
      const page = rows.map(candleOf).filter(({ time }) => time >= since && time < end);
      const last = page.at(-1);
      if (last !== undefined) yield page;
      // an empty page is a time before the listing (or a halt) as long as later bars exist: skip one page, not all
      from = last === undefined ? since + PAGE_BARS * length : last.time + length;
    }
  } finally {
    await exchange.close();
  }
}

function candleOf(row: readonly (number | undefined)[]): Candle {
  const [time = Number.NaN, open = Number.NaN, high = Number.NaN, low = Number.NaN, close = Number.NaN, volume = 0] =
    row;
  return { time, open, high, low, close, volume };
}

async function again<T>(ask: () => Promise<T>, sleep: (ms: number) => Promise<void>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tried === TRIES) throw error;
      await sleep(1_000 * 2 ** tried);
    }
  }
}
