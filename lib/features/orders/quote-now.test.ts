import { expect, test } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { Ticker } from "@/lib/ports/prices";
import { quoteNow } from "./quote-now.ts";

const NOW = utcMs(1_000_000);
const BTC = { symbol: "BTC/USDT", market: "spot" } as const;
const VENUE = { bid: dec("50000"), ask: dec("50001"), at: NOW };

/** The bid that an entry goes by, where our feed says 42,000 and the exchange itself 50,000. */
async function bidOf(told: Partial<Ticker>, { followsFeed = false, testnet = false } = {}): Promise<string> {
  const feed: Ticker = {
    ...{ exchange: "binance", symbol: "BTC/USDT", bid: dec("42000"), ask: dec("42001"), last: dec("42000") },
    ...{ exchangeAt: NOW, receivedAt: NOW, source: "exchange" },
    ...told,
  };
  const quote = await quoteNow(
    {
      clock: { now: () => NOW },
      prices: { latest: () => Promise.resolve(feed) },
      tradeVenues: { followsFeed: () => followsFeed },
    },
    {
      ...{ exchange: "binance", testnet },
      trade: { ticker: () => Promise.resolve({ ok: true, value: VENUE }) },
    },
    BTC,
  );
  return quote.ok ? quote.value.bid.toString() : quote.detail;
}

test("an entry goes by our feed of its exchange, which waits for nobody", async () => {
  expect(await bidOf({})).toBe("42000");
});

test("by the exchange's own price where our feed rests, is of a test network's sister, or replays the past", async () => {
  expect(await bidOf({ receivedAt: utcMs(NOW - 2_001) })).toBe("50000");
  expect(await bidOf({}, { testnet: true })).toBe("50000");
  expect(await bidOf({ source: "replay" })).toBe("50000");
  expect(await bidOf({ source: "generated" })).toBe("50000");
});

test("by a replay where the exchange is stood in for by one that trades by it", async () => {
  expect(await bidOf({ source: "replay" }, { followsFeed: true })).toBe("42000");
});
