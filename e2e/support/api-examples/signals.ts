import type { Scene } from "../api-scene.ts";
import { type Examples, pageOf } from "./example.ts";

export function signalsExamples(scene: Scene): Examples {
  const flat = {
    strategyId: scene.strategyId,
    type: "ENTRY",
    pair: "BTC/USDT",
    exchange: "binance",
    market: "spot",
    side: "BUY",
    entryPrice: "1000",
    stopLoss: "800",
    takeProfit: "1500",
    leverage: "1",
    riskRewardRatio: "2.5",
    timeframe: "15m",
    indicators: { rsi: 50 },
    note: "A note.",
  };
  return {
    "get /api/signals": [
      {
        as: "SUBSCRIBER",
        query: { ...pageOf(scene), strategyId: scene.strategyId, state: "OPEN", symbol: "BTC/USDT" },
      },
    ],
    "post /api/signals": [
      {
        as: "PROVIDER",
        body: { ...scene.signal, expiresAt: "2099-01-01T00:00:00Z", dedupeKey: `bad-input-${scene.signalId}` },
      },
      { as: "PROVIDER", body: flat },
    ],
    "get /api/signals/stream": [{ as: "SUBSCRIBER", query: { since: "", wait: "0" } }],
    "put /api/signals/{id}": [
      {
        as: "PROVIDER",
        id: scene.signalId,
        body: {
          entry: { type: "trigger", price: "1000" },
          stopLoss: "810",
          targets: [{ price: "1600", fraction: "1" }],
          trailing: { armPct: "10", distancePct: "2" },
          breakEven: { triggerPct: "5" },
          expiresAt: "2099-01-01T00:00:00Z",
          note: "Amended.",
        },
        nullable: ["trailing", "breakEven", "expiresAt"],
      },
    ],
    "post /api/signals/{id}/close": [{ as: "PROVIDER", id: scene.signalId, body: { fraction: "0.5" } }],
  };
}
