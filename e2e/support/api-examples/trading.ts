import type { Scene } from "../api-scene.ts";
import { BACKTEST, MARKET } from "./backtests.ts";
import { type Examples, NO_KEY, pageOf, REAL_MONEY } from "./example.ts";

/** A session has no span and no end. */
const { from: _from, to: _to, closeAtEnd: _closeAtEnd, seed: _seed, ...SESSION } = BACKTEST;

export const tradingExamples = (scene: Scene): Examples => ({
  "post /api/trading/stop-all": [{ as: "SUBSCRIBER", body: { positions: "keep" } }],
  // Of nobody: a session that is stopped cannot go on.
  "post /api/trading/stop/{id}": [
    { as: "SUBSCRIBER", id: "tse_00000000000000000000000000", body: { positions: "keep" } },
  ],
  "post /api/trading/paper/start": [{ as: "SUBSCRIBER", body: { ...SESSION, ...MARKET }, costly: true }],
  "post /api/trading/live/start": [
    {
      as: "SUBSCRIBER",
      body: { ...SESSION, ...MARKET, credentialId: NO_KEY, protectPct: "5", maxSlippageBps: 50, ...REAL_MONEY },
      costly: true,
    },
  ],
  "put /api/trading/limits": [
    {
      as: "SUBSCRIBER",
      body: {
        maxTradeUsd: "50",
        entriesPerDay: 20,
        portfolioRiskPct: "1",
        runLossUsd: "200",
        drawdownUsd: "500",
        maxLeverage: "3",
        symbols: ["BTC/USDT", "ETH/USDT"],
      },
    },
  ],
  "get /api/trading/sessions": [{ as: "SUBSCRIBER", query: { ...pageOf(scene), state: "RUNNING" } }],
});
