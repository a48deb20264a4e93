import type { Scene } from "../api-scene.ts";
import { type Examples, NO_KEY, pageOf, REAL_MONEY } from "./example.ts";

export const subscriptionsExamples = (scene: Scene): Examples => ({
  "get /api/subscriptions": [{ as: "SUBSCRIBER", query: pageOf(scene) }],
  "post /api/subscriptions": [{ as: "SUBSCRIBER", body: { strategyId: scene.strategyId } }],
  "put /api/subscriptions/{id}/cancel": [
    { as: "SUBSCRIBER", id: scene.spareSubscriptionId, body: { reason: "Only trying" } },
  ],
  "put /api/subscriptions/{id}/follow": [
    {
      as: "SUBSCRIBER",
      id: scene.subscriptionId,
      body: {
        mode: "PAPER",
        sizing: { type: "quote", value: "100" },
        limits: { maxTradeQuote: "500", maxOpenPositions: 3 },
        credentialId: NO_KEY,
      },
    },
  ],
  "get /api/subscriptions/{id}/live": [{ as: "SUBSCRIBER", id: scene.subscriptionId, query: { credentialId: NO_KEY } }],
  "put /api/subscriptions/{id}/live": [
    {
      as: "SUBSCRIBER",
      id: scene.subscriptionId,
      body: {
        credentialId: NO_KEY,
        sizing: { type: "quote", value: "50" },
        limits: { maxTradeQuote: "50" },
        ...REAL_MONEY,
      },
    },
  ],
});
