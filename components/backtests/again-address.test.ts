import { expect, it } from "vitest";
import type { RunRequest } from "@/lib/features/backtests/backtest";
import type { SearchRequest, WalkRequest } from "@/lib/features/backtests/search";
import { againAddress, runAddress } from "./again-address.ts";

const request: RunRequest = {
  strategy: "sma-cross",
  parameters: { fast: 12, mode: "long" },
  exchange: "bybit",
  symbol: "BTC/USDT:USDT",
  timeframe: "1h",
  from: Date.UTC(2024, 0, 1),
  to: Date.UTC(2024, 2, 1, 4),
  settings: {
    cash: 10_000,
    makerFee: 0.0002,
    takerFee: 0.0007,
    slippageBps: 0,
    spreadBps: 0,
    market: "swap",
    leverage: 3,
    maintenanceMargin: 0.005,
    sizing: { type: "equityPct", value: 95 },
    tick: 0,
    lot: 0,
    minNotional: 0,
    pyramiding: 1,
    atEnd: "close",
  },
  seed: 9,
};
const { strategy, exchange, symbol, timeframe } = request;
const run = { strategy, exchange, symbol, timeframe, runs: null, request } as const;
const asked = (address: string) => new URL(address, "http://x").searchParams;

it("fills in everything that a run was made with, by the names of the form's fields", () => {
  expect(Object.fromEntries(asked(againAddress({ ...run, kind: "RUN" })))).toEqual({
    kind: "run",
    strategy: "sma-cross",
    series: "bybit BTC/USDT:USDT 1h",
    "p.fast": "12",
    "p.mode": "long",
    from: "2024-01-01",
    to: "2024-03-01T04:00:00.000Z",
    initialCapital: "10000",
    feePct: "0.07",
    makerFeePct: "0.02",
    slippageBps: "0",
    spreadBps: "0",
    "sizing.type": "equityPct",
    "sizing.value": "95",
    leverage: "3",
    maintenanceMarginPct: "0.5",
    lot: "0",
    tick: "0",
    minNotional: "0",
    pyramiding: "1",
    closeAtEnd: "true",
    seed: "9",
  });
});

it("leads a batch back to every symbol and timeframe of it, each once", () => {
  const rows = ["BTC/USDT:USDT", "SOL/USDT:USDT"].flatMap((one) =>
    (["1h", "4h"] as const).map((frame) => ({ symbol: one, timeframe: frame })),
  );
  const batch = asked(againAddress({ ...run, kind: "BATCH", runs: rows }));
  expect(batch.get("kind")).toBe("batch");
  expect(batch.getAll("symbols")).toEqual(["BTC/USDT:USDT", "SOL/USDT:USDT"]);
  expect(batch.getAll("timeframes")).toEqual(["1h", "4h"]);
});

const searched: SearchRequest = {
  ...request,
  space: { axes: [{ name: "fast", ordered: true, values: [5, 10] }], fixed: { slow: 40, mode: "reverse" } },
  plan: { method: "grid", trials: 20, objective: "calmar", minTrades: 5, seed: 9 },
};
const search = { ...run, kind: "OPTIMISATION", request: searched } as const;

it("gives a search the very values that it tried", () => {
  expect(Object.fromEntries(asked(againAddress(search)))).toMatchObject({
    kind: "optimise",
    method: "grid",
    trials: "20",
    objective: "calmar",
    minTrades: "5",
    "grid.fast": "5, 10",
    "grid.slow": "40",
    "grid.mode": "reverse",
  });
});

it("leads from a search to a run of one of its sets, with the account that it was judged by", () => {
  const single = asked(runAddress(search, { fast: 5, slow: 40 }));
  expect(Object.fromEntries(single)).toMatchObject({ kind: "run", "p.fast": "5", "p.slow": "40", feePct: "0.07" });
  expect(single.get("grid.fast")).toBeNull();
});

it("gives a walk-forward its stages as the form takes them", () => {
  const walk: WalkRequest["walk"] = {
    seed: 9,
    stages: [
      {
        name: "coarse",
        windows: { mode: "rolling", unit: "days", inSample: 60, outOfSample: 20, step: 20 },
        search: { method: "grid", trials: 20, objective: "sharpe", minTrades: 5, range: 0.3, steps: 7 },
        around: "parameters",
      },
    ],
  };
  const walked: WalkRequest = { ...request, walk };
  const again = asked(againAddress({ ...run, kind: "WALK_FORWARD", request: walked }));
  expect(JSON.parse(again.get("plan") ?? "")).toEqual(walk);
});
