import { expect } from "@playwright/test";
import { call } from "./call.ts";
import type { Person } from "./people.ts";

/** A public strategy without a price, made through our API as its provider's page would. */
export async function freeStrategy({ page }: Person, name: string): Promise<{ id: string; slug: string }> {
  const { status, body } = await call<{ id: string; slug: string }>(page, "POST", "/api/strategies", {
    name: `${name} ${Date.now()}`,
    description: "A free strategy of the browser tests, open to whoever subscribes.",
    kind: "EXTERNAL",
    supportedPairs: ["BTC/USDT"],
    supportedTimeframes: ["15m"],
    exchanges: ["binance"],
    monthlyPrice: { amount: 0, currency: "USD" },
    isPublic: true,
  });
  expect(status).toBe(201);
  return body;
}

/** Buys bitcoin at the market, with levels that no candle of the tests reaches. @returns the signal's id and the ask it was read at */
export async function publishLong(
  { page }: Person,
  strategyId: string,
  note?: string,
): Promise<{ id: string; ask: string }> {
  const { status, body } = await call<{ id: string; market: { ask: string } }>(page, "POST", "/api/signals", {
    strategyId,
    symbol: "BTCUSDT",
    exchange: "binance",
    market: "spot",
    side: "LONG",
    entry: { type: "market" },
    stopLoss: 1,
    targets: [{ price: 9_000_000, fraction: 1 }],
    ...(note === undefined ? {} : { note }),
  });
  expect(status).toBe(201);
  return { id: body.id, ask: body.market.ask };
}

/** Subscribes without paying. @returns the subscription's id */
export async function subscribeFree({ page }: Person, strategyId: string): Promise<string> {
  const { status, body } = await call<{ id: string }>(page, "POST", "/api/subscriptions", { strategyId });
  expect(status).toBe(201);
  return body.id;
}
