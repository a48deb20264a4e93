import type { Scene } from "../api-scene.ts";
import { type Examples, NO_KEY, pageOf, REAL_MONEY } from "./example.ts";

const BUY = { stopLoss: "1000", maxSlippageBps: 50, credentialId: NO_KEY, ...REAL_MONEY };

export const tradesExamples = (scene: Scene): Examples => ({
  "get /api/trade/history": [{ as: "SUBSCRIBER", query: { ...pageOf(scene), days: "30", mode: "LIVE" } }],
  "get /api/trade/pnl": [{ as: "SUBSCRIBER", query: { period: "week", months: "3", mode: "LIVE" } }],
  "post /api/trade/buy": [
    { as: "SUBSCRIBER", body: { ...BUY, symbol: "BTC/USDT", amount: "10" }, costly: true },
    { as: "SUBSCRIBER", body: { ...BUY, symbol: "BTC/USDT", quantity: "0.001" }, costly: true },
  ],
  "post /api/trade/buy-btc": [
    { as: "SUBSCRIBER", body: { ...BUY, amount: "10" }, costly: true },
    { as: "SUBSCRIBER", body: { ...BUY, quantity: "0.001" }, costly: true },
  ],
  "post /api/trade/test-buy": [
    { as: "SUBSCRIBER", body: { symbol: "BTC/USDT", credentialId: NO_KEY, ...REAL_MONEY }, costly: true },
  ],
  "post /api/trade/sell": [
    { as: "SUBSCRIBER", body: { symbol: "BTC/USDT", quantity: "0.001", credentialId: NO_KEY } },
    { as: "SUBSCRIBER", body: { symbol: "BTC/USDT", amount: "10", credentialId: NO_KEY } },
  ],
  "post /api/trade/sell-btc": [
    { as: "SUBSCRIBER", body: { quantity: "0.001", credentialId: NO_KEY } },
    { as: "SUBSCRIBER", body: { amount: "10", credentialId: NO_KEY } },
  ],
});
