import type { Scene } from "../api-scene.ts";
import { type Examples, pageOf } from "./example.ts";

export const positionsExamples = (scene: Scene): Examples => ({
  "get /api/positions": [{ as: "SUBSCRIBER", query: { ...pageOf(scene), state: "OPEN", mode: "PAPER" } }],
  "post /api/positions/close/{id}": [
    { as: "SUBSCRIBER", id: scene.positionId, body: { fraction: "0.5" } },
    { as: "SUBSCRIBER", id: scene.positionId, body: { quantity: "0.001" } },
  ],
});
