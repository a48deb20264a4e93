import type { Scene } from "../api-scene.ts";
import { type Examples, pageOf } from "./example.ts";

export const administrationExamples = (scene: Scene): Examples => ({
  "get /api/admin/audit": [
    {
      as: "ADMIN",
      query: {
        ...pageOf(scene),
        actor: "nobody@journey.test",
        action: "session.opened",
        subject: "user",
        subjectId: "usr_0000000000",
        from: "2026-01-01",
        to: "2026-01-31",
      },
    },
  ],
  "get /api/admin/clients": [
    { as: "ADMIN", query: { ...pageOf(scene), email: "journey", role: "PROVIDER", plan: "PRO" } },
  ],
  "put /api/admin/clients/{id}": [
    {
      as: "ADMIN",
      id: "usr_0000000000",
      body: {
        name: "Nobody",
        role: "PROVIDER",
        plan: "PRO",
        suspended: false,
        reason: "Only trying.",
        limits: { maxTradeUsd: "50", entriesPerDay: 20, symbols: ["BTC/USDT"] },
      },
    },
  ],
  "post /api/admin/clients/{id}/credentials": [
    {
      as: "ADMIN",
      id: "usr_0000000000",
      body: { exchange: "bybit", apiKey: "not-a-real-key", apiSecret: "not-a-real-secret", label: "Only trying" },
      costly: true,
    },
  ],
  "get /api/admin/kpis": [{ as: "ADMIN", query: { days: "7" } }],
  "get /api/admin/payouts": [
    { as: "ADMIN", query: { ...pageOf(scene), status: "PAID", provider: "nobody@journey.test" } },
  ],
  "get /api/admin/compliance": [{ as: "ADMIN", query: { ...pageOf(scene), state: "OPEN" } }],
  "post /api/admin/compliance": [
    { as: "ADMIN", body: { flagId: "cfl_0000000000", verdict: "CLEARED", note: "Only trying." } },
  ],
  "get /api/admin/compliance/export": [{ as: "ADMIN", query: { what: "flags", from: "2026-01-01", to: "2026-01-31" } }],
  "put /api/admin/compliance/identity": [
    { as: "ADMIN", body: { user: "nobody@journey.test", verified: true, reason: "Only trying." } },
  ],
  "post /api/admin/kill-switch": [
    {
      as: "ADMIN",
      body: { scope: "USER", key: "nobody@journey.test", reason: "Only trying.", positions: "keep" },
      // As good as it is it names nobody, so that nothing is stopped.
      costly: true,
    },
  ],
  "delete /api/admin/kill-switch": [{ as: "ADMIN", query: { scope: "EXCHANGE", key: "bybit" } }],
  "post /api/admin/candles": [
    {
      as: "ADMIN",
      query: {
        name: "BTCUSDT_15m.csv",
        exchange: "binance",
        symbol: "BTC/USDT",
        timeframe: "15m",
        funding: "true",
        replace: "true",
        gaps: "true",
      },
    },
  ],
  "get /api/admin/candles/export": [
    { as: "ADMIN", query: { exchange: "nowhere", symbol: "BTC/USDT", timeframe: "15m", format: "csv" } },
  ],
});
