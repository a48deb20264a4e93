import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PriceThrottle } from "./price-throttle.ts";
import type { PriceMessage } from "./protocol.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function price(symbol: string, last: string): PriceMessage {
  return { exchange: "binance", symbol, bid: last, ask: last, last, at: "", exchangeAt: "", source: "replay" };
}

it("sends at most ten prices a second a symbol, and always the last one", () => {
  const sent: string[] = [];
  const throttle = new PriceThrottle(({ symbol, last }) => sent.push(`${symbol} ${last}`));
  for (let i = 0; i < 1_000; i += 1) {
    throttle.push(price("BTC/USDT", String(i)));
    vi.advanceTimersByTime(1);
  }
  expect(sent.length).toBeLessThanOrEqual(11);
  vi.advanceTimersByTime(100);
  expect(sent.at(-1)).toBe("BTC/USDT 999");
});

it("counts each symbol for itself and sends the first at once", () => {
  const sent: string[] = [];
  const throttle = new PriceThrottle(({ symbol }) => sent.push(symbol));
  throttle.push(price("BTC/USDT", "1"));
  throttle.push(price("ETH/USDT", "1"));
  expect(sent).toEqual(["BTC/USDT", "ETH/USDT"]);
});
