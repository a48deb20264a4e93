import type { Scene } from "../api-scene.ts";
import { type Examples, pageOf } from "./example.ts";

export const MARKET = { symbol: "BTC/USDT", timeframe: "15m" };

export const BACKTEST = {
  strategy: "sma-cross",
  exchange: "binance",
  from: "2000-01-01T00:00:00Z", // all that is stored
  to: "2099-01-01T00:00:00Z",
  parameters: { fast: 20, mode: "long" },
  initialCapital: "10000",
  fee: "0.001",
  makerFee: "0.0005",
  slippageBps: 1,
  spreadBps: 1,
  leverage: "1",
  sizing: { type: "equityPct", value: "95" },
  tick: "0.01",
  lot: "0.00001",
  minNotional: "5",
  pyramiding: 1,
  closeAtEnd: true,
  seed: 7,
};

const STAGES = [
  {
    name: "coarse",
    windows: { mode: "rolling", unit: "bars", inSample: 200, outOfSample: 100, step: 100 },
    search: {
      method: "random",
      trials: 5,
      objective: "sharpe",
      minTrades: 1,
      range: 0.3,
      steps: 5,
      vary: ["fast"],
      grid: { slow: [30, 60] },
    },
    around: "parameters",
  },
];

export const backtestsExamples = (scene: Scene): Examples => ({
  "post /api/backtest/run": [{ as: "SUBSCRIBER", body: { ...BACKTEST, ...MARKET }, costly: true }],
  "post /api/backtest/batch": [
    { as: "SUBSCRIBER", body: { ...BACKTEST, symbols: ["BTC/USDT"], timeframes: ["15m"] }, costly: true },
  ],
  "post /api/backtest/optimize": [
    {
      as: "SUBSCRIBER",
      body: {
        ...BACKTEST,
        ...MARKET,
        method: "random",
        range: "0.3",
        steps: 5,
        trials: 20,
        vary: ["fast"],
        objective: "sharpe",
        minTrades: 3,
      },
      mayBeEmpty: ["vary"],
      costly: true,
    },
    {
      as: "SUBSCRIBER",
      body: { strategy: "sma-cross", exchange: "binance", ...MARKET, grid: { slow: [30, 60] } },
      costly: true,
    },
  ],
  "post /api/backtest/walkforward": [
    {
      as: "SUBSCRIBER",
      body: { ...BACKTEST, ...MARKET, stages: STAGES },
      mayBeEmpty: ["stages.0.search.vary"],
      costly: true,
    },
  ],
  "get /api/backtest/{id}/export": [{ as: "SUBSCRIBER", id: "bkt_0000000000", query: { format: "json" } }],
  "get /api/backtest/history": [{ as: "SUBSCRIBER", query: { ...pageOf(scene), kind: "RUN" } }],
});
