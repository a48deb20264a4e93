import { expect, it } from "vitest";
import { batchChoice } from "./batch-choice.ts";

const DAY = 86_400_000;
const series = (exchange: string, symbol: string, timeframe: "15m" | "1h" | "1d", from: number, to: number) => ({
  exchange,
  symbol,
  timeframe,
  fromMs: from * DAY,
  toMs: to * DAY,
});

it("offers what one exchange has, from the day on which all of it has bars", () => {
  const stored = [
    series("bybit", "SOL/USDT:USDT", "1d", 5, 100),
    series("bybit", "BTC/USDT:USDT", "1h", 20, 90),
    series("bybit", "BTC/USDT:USDT", "15m", 30, 90),
    series("binance", "ETH/USDT", "1d", 0, 400),
  ];
  expect(batchChoice(stored, "bybit")).toEqual({
    exchange: "bybit",
    symbols: [
      { symbol: "BTC/USDT:USDT", timeframes: ["15m", "1h"] },
      { symbol: "SOL/USDT:USDT", timeframes: ["1d"] },
    ],
    timeframes: ["15m", "1h", "4h", "1d"],
    fromMs: 5 * DAY,
    toMs: 100 * DAY,
    sharedFromMs: 30 * DAY,
  });
  expect(batchChoice(stored, "kraken")).toBeNull();
});

it("begins with the first bar of all where no day is shared", () => {
  const stored = [series("mexc", "A/USDT", "1d", 0, 10), series("mexc", "B/USDT", "1d", 50, 60)];
  expect(batchChoice(stored, "mexc")?.sharedFromMs).toBe(0);
});
