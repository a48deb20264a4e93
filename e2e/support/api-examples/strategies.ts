import { newStrategy, type Scene } from "../api-scene.ts";
import { type Examples, pageOf } from "./example.ts";

export function strategiesExamples(scene: Scene): Examples {
  const { category: _category, ...fresh } = newStrategy("Bad input");
  return {
    "get /api/strategies": [
      {
        as: null,
        query: { ...pageOf(scene), q: "trend", kind: "EXTERNAL", status: "ACTIVE", providerId: "usr_0000000000" },
      },
    ],
    "post /api/strategies": [
      { as: "PROVIDER", body: { ...fresh, category: "Trend", status: "DRAFT" }, nullable: ["category"] },
    ],
    "put /api/strategies/{id}": [
      {
        as: "PROVIDER",
        id: scene.spareStrategyId,
        body: { ...fresh, category: "Trend", status: "ACTIVE", note: "What changed." },
        nullable: ["category"],
      },
    ],
    "get /api/strategies/{id}/kill-switch": [{ as: "PROVIDER", id: scene.spareStrategyId }],
    "post /api/strategies/{id}/kill-switch": [
      { as: "PROVIDER", id: scene.spareStrategyId, body: { reason: "Only trying.", positions: "keep" } },
    ],
    "delete /api/strategies/{id}/kill-switch": [{ as: "PROVIDER", id: scene.spareStrategyId }],
    "get /api/strategies/{id}/ledger": [{ as: null, id: scene.strategyId, query: { cursor: "1", limit: "5" } }],
    "get /api/strategies/{id}/reviews": [{ as: null, id: scene.strategyId, query: pageOf(scene) }],
    "post /api/strategies/{id}/reviews": [
      { as: "SUBSCRIBER", id: scene.strategyId, body: { rating: 4, text: "Clear and calm." } },
    ],
  };
}
