import { afterEach, beforeEach, expect, it } from "vitest";
import { importCandles } from "@/lib/features/candles/import-candles";
import { notifyTickers, putTickers } from "@/lib/features/candles/ticker-repository";
import { marketOf, type VenueMarket } from "@/lib/integrations/local/venue/core/listing";
import { startVenue, type Venue } from "@/lib/integrations/local/venue/start-venue";
import { dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { Ticker } from "@/lib/ports/prices";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { barsOf } from "@/lib/trading/market/bars";
import { followMarket, storedCandles } from "./venue-market.ts";

const db = testDb();
const HOUR_MS = 3_600_000;
const START = Date.UTC(2024, 0, 1);
let venue: Venue;
let unfollow: () => Promise<void>;

beforeEach(async () => {
  venue = await startVenue({ port: 0 });
  unfollow = followMarket(db.urls.worker, venue);
});
afterEach(async () => {
  await unfollow();
  await venue.close();
});

const listed = (exchange: string, symbol: string): VenueMarket => {
  const found = marketOf(exchange, symbol);
  if (found === undefined) throw new Error(`${symbol} is not listed`);
  return found;
};

it("gives the local exchange every price that the feed tells, and fills what it touches", async () => {
  const key = venue.makeKey({
    exchange: "binance",
    rights: { read: true, trade: true, withdraw: false, transfer: false, ipBound: false },
  });
  const tell = async (bid: number, ask: number): Promise<void> => {
    const at = utcMs(START);
    const prices = { bid: dec(bid), ask: dec(ask), last: dec(bid) };
    const ticker: Ticker = {
      exchange: "binance",
      symbol: "BTC/USDT",
      ...prices,
      exchangeAt: at,
      receivedAt: at,
      source: "replay",
    };
    await putTickers(db.worker, [ticker]);
    await notifyTickers(db.worker, [ticker]);
  };
  const market = listed("binance", "BTC/USDT");
  await expect
    .poll(
      async () => {
        await tell(100, 101); // told again until the listener is there
        return venue.books.quotes.of(market)?.ask.toNumber();
      },
      { timeout: 20_000 },
    )
    .toBe(101);
  venue.tradeByHand({ account: key.account, symbol: "BTC/USDT", side: "BUY", qty: "1", price: "95" });
  await tell(94, 94.5);
  const prices = () => venue.books.fills(key.account).map(({ price }) => plain(price));
  await expect.poll(prices, { timeout: 10_000 }).toEqual(["95"]);
}, 40_000);

it("lends it the stored candles, of another exchange where it has none of its own", async () => {
  const rows = Array.from({ length: 5 }, (_, hour) => ({
    time: START + hour * HOUR_MS,
    open: 10 + hour,
    high: 12 + hour,
    low: 9 + hour,
    close: 11 + hour,
    volume: 3,
  }));
  const stored = { exchange: "kraken", symbol: "BTC/USDT", timeframe: "1h" } as const;
  const imported = await importCandles(createTestCtx(db.web), stored, barsOf(rows));
  expect(imported.ok).toBe(true);
  const candles = storedCandles(db.urls.worker);
  try {
    const market = listed("bybit", "BTC/USDT:USDT");
    const all = { from: null, to: null, limit: 2 };
    expect(await candles.bars(market, HOUR_MS, all)).toEqual([
      [START + 3 * HOUR_MS, "13", "15", "12", "14", "3"],
      [START + 4 * HOUR_MS, "14", "16", "13", "15", "3"],
    ]);
    const part = { from: START + HOUR_MS, to: START + 2 * HOUR_MS, limit: 100 };
    expect((await candles.bars(market, HOUR_MS, part)).map(([at]) => at)).toEqual([
      START + HOUR_MS,
      START + 2 * HOUR_MS,
    ]);
    expect(await candles.bars(market, 17, all)).toEqual([]);
  } finally {
    await candles.close();
  }
});
