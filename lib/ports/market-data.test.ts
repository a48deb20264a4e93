import { expect, it } from "vitest";
import { readPriceUpdates } from "./market-data.ts";

const price = {
  exchange: "binance",
  symbol: "BTC/USDT",
  bid: "65000",
  ask: "65000.5",
  last: "65000.1",
  at: "2026-01-15T12:00:00.000Z",
  exchangeAt: "2024-01-01T00:00:00.000Z",
  source: "replay",
};

it("reads prices and drops whatever is none: NOTIFY is open to whoever may sign in to the database", () => {
  expect(readPriceUpdates(JSON.stringify([price]))).toEqual([price]);
  const bad = [
    { ...price, bid: "1e5" },
    { ...price, bid: 65_000 },
    { ...price, source: "me" },
    { ...price, at: undefined },
    null,
    "x",
  ];
  expect(readPriceUpdates(JSON.stringify(bad))).toEqual([]);
  for (const payload of ["", "{", "{}", "null"]) expect(readPriceUpdates(payload)).toEqual([]);
});
