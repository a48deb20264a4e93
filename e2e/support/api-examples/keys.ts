import type { Scene } from "../api-scene.ts";
import { type Examples, NO_KEY, pageOf } from "./example.ts";

export const keysExamples = (scene: Scene): Examples => ({
  "get /api/credentials": [{ as: "SUBSCRIBER", query: pageOf(scene) }],
  "post /api/credentials": [
    {
      as: "SUBSCRIBER",
      body: {
        exchange: "bybit",
        apiKey: "not-a-real-key",
        apiSecret: "not-a-real-secret",
        label: "Main",
        testnet: false,
        confirmUnproven: false,
      },
      costly: true,
    },
  ],
  "post /api/credentials/{id}/validate": [{ as: "SUBSCRIBER", id: NO_KEY }],
  "post /api/credentials/{id}/rotate": [
    {
      as: "SUBSCRIBER",
      id: NO_KEY,
      body: { apiKey: "not-a-real-key", apiSecret: "not-a-real-secret", confirmUnproven: false },
      costly: true,
    },
  ],
  "delete /api/credentials/{id}": [{ as: "SUBSCRIBER", id: NO_KEY }],
});
