import { candlesQuery } from "@/lib/features/candles/input";
import { unsubscribeInput } from "@/lib/features/deliveries/input";
import { get, group, post } from "./endpoint";

export const MARKET_AND_OPERATIONS_ENDPOINTS = group(
  "Market and operations",
  null,
  get("/api/candles", "Stored candles of a symbol", 200, "Candles, oldest first", {
    scope: "read",
    query: candlesQuery,
  }),
  get("/api/health", "Whether the process lives", 200, "{status}"),
  get("/api/ready", "Whether it can serve: database, worker, market", 200, "{status, …}; 503 when a part is missing"),
  get("/api/metrics", "Figures for Prometheus", 200, "Text; 404 from elsewhere without METRICS_TOKEN"),
  get(
    "/.well-known/heliograph-ledger.json",
    "The key that ledger heads are signed with, and how to check one",
    200,
    "{keys, head, event}",
  ),
  get("/api/openapi.json", "This document", 200, "OpenAPI 3.1", { scope: "read" }),
  post(
    "/api/unsubscribe",
    "What a mail's List-Unsubscribe header names: stops its kind of messages",
    200,
    "{stopped}",
    {
      query: unsubscribeInput,
    },
  ),
  post(
    "/api/webhooks/tradingview/{token}",
    "An alert of TradingView or a program like it, as JSON or plain text (docs/intake.md)",
    201,
    "{id, outcome, message, strategyId, test}; 200 for a repeat and for what opens nothing",
  ),
  post(
    "/api/webhooks/stripe",
    "For the payment service: an event, signed over its bytes",
    200,
    "{received}; bad_signature for anybody else",
  ),
);
