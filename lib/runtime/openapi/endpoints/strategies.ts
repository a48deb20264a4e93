import { stopStrategyInput } from "@/lib/features/copies/live/input";
import {
  createStrategyInput,
  listStrategiesQuery,
  pageQuery,
  reviewInput,
  updateStrategyInput,
} from "@/lib/features/marketplace/input";
import { ledgerQuery } from "@/lib/features/signals/input";
import { del, get, group, post, put } from "./endpoint";

export const STRATEGIES_ENDPOINTS = group(
  "Strategies",
  null,
  get(
    "/api/strategies",
    "List strategies, newest first",
    200,
    "{items, nextCursor}; counts are 24 hours late for guests",
    {
      scope: "read",
      query: listStrategiesQuery,
      answer: { pageOf: "Strategy" },
    },
  ),
  post("/api/strategies", "Make a strategy", 201, "The strategy; DRAFT when it is paid and payouts are not set up", {
    scope: "strategies:write",
    role: "PROVIDER",
    body: createStrategyInput,
    answer: "Strategy",
  }),
  get(
    "/api/strategies/{id}",
    "One strategy, by id or address",
    200,
    "The strategy; counts are 24 hours late for guests",
    { scope: "read", answer: "Strategy" },
  ),
  put(
    "/api/strategies/{id}",
    "Change, publish, pause or archive a strategy of yours",
    200,
    "The strategy; payouts_not_ready when it cannot be sold yet",
    { scope: "strategies:write", role: "PROVIDER", body: updateStrategyInput, answer: "Strategy" },
  ),
  del("/api/strategies/{id}", "Archive a strategy of yours; nothing is deleted", 200, "The strategy", {
    scope: "strategies:write",
    role: "PROVIDER",
    answer: "Strategy",
  }),
  get("/api/strategies/{id}/kill-switch", "How far the stop of live trading of your strategy has come", 200, "{stop}", {
    scope: "read",
    role: "PROVIDER",
  }),
  post(
    "/api/strategies/{id}/kill-switch",
    "Stop new entries of your strategy on real accounts, at once; their positions are kept or closed",
    201,
    "{stop}",
    { scope: "strategies:write", role: "PROVIDER", body: stopStrategyInput },
  ),
  del(
    "/api/strategies/{id}/kill-switch",
    "Let entries of your strategy go again, with a second factor at most ten minutes old",
    200,
    "{stop: null}",
    { scope: "strategies:write", role: "PROVIDER" },
  ),
  get(
    "/api/strategies/{id}/ledger",
    "The signal chain; all of it as NDJSON with Accept: application/x-ndjson",
    200,
    "{strategyId, events}; 24 hours late for guests",
    { scope: "read", query: ledgerQuery },
  ),
  get(
    "/api/strategies/{id}/performance",
    "Figures by evidence class",
    200,
    "{strategyId, classes}; 24 hours late for guests",
    { scope: "read" },
  ),
  get("/api/strategies/{id}/reviews", "Reviews, newest first", 200, "{items, nextCursor}", {
    scope: "read",
    query: pageQuery,
  }),
  post("/api/strategies/{id}/reviews", "Review a strategy after seven days of access", 201, "The review", {
    scope: "subscriptions:write",
    role: "SUBSCRIBER",
    body: reviewInput,
  }),
);
