import type { Scene } from "../api-scene.ts";
import { type Examples, pageOf } from "./example.ts";

export const billingExamples = (scene: Scene): Examples => ({
  "post /api/billing/checkout": [{ as: "SUBSCRIBER", body: { strategyId: scene.strategyId } }],
  "post /api/billing/connect": [{ as: "PROVIDER", body: { country: "US" } }],
  "post /api/billing/payouts": [{ as: "PROVIDER", body: { currency: "USD" } }],
  "post /api/billing/plan": [{ as: "SUBSCRIBER", body: { plan: "STARTER" } }],
  "post /api/billing/plan/preview": [{ as: "SUBSCRIBER", body: { plan: "PRO" } }],
  "post /api/billing/plan/upgrade": [{ as: "SUBSCRIBER", body: { plan: "PRO", at: 1, amountDue: 0 } }],
  "post /api/billing/plan/downgrade": [{ as: "SUBSCRIBER", body: { plan: "TRIAL" } }],
  "get /api/billing/earnings": [{ as: "PROVIDER", query: pageOf(scene) }],
  "get /api/billing/earnings/export": [{ as: "PROVIDER", query: { year: "2026" } }],
  "get /api/billing/invoices": [{ as: "SUBSCRIBER", query: pageOf(scene) }],
});
