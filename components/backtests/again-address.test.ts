import { expect, it } from "vitest";
import { againAddress } from "./again-address.ts";

const run = { strategy: "sma-cross", exchange: "bybit", symbol: "BTC/USDT:USDT", timeframe: "1h", runs: null } as const;

it("leads a run back to its market with its parameters", () => {
  const { searchParams } = new URL(againAddress({ ...run, kind: "RUN" }, { fast: 12, mode: "long" }), "http://x");
  expect([...searchParams]).toEqual([
    ["strategy", "sma-cross"],
    ["series", "bybit BTC/USDT:USDT 1h"],
    ["p.fast", "12"],
    ["p.mode", "long"],
  ]);
});

it("leads a batch back to every symbol and timeframe of it, each once", () => {
  const rows = ["BTC/USDT:USDT", "SOL/USDT:USDT"].flatMap((symbol) =>
    (["1h", "4h"] as const).map((timeframe) => ({ symbol, timeframe })),
  );
  const batch = { ...run, kind: "BATCH" as const, runs: rows };
  const { searchParams } = new URL(againAddress(batch, {}), "http://x");
  expect(searchParams.get("kind")).toBe("batch");
  expect(searchParams.getAll("symbols")).toEqual(["BTC/USDT:USDT", "SOL/USDT:USDT"]);
  expect(searchParams.getAll("timeframes")).toEqual(["1h", "4h"]);
});
