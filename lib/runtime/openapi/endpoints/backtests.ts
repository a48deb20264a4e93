import {
  batchInput,
  exportQuery,
  historyQuery,
  optimizeInput,
  runInput,
  walkForwardInput,
} from "@/lib/features/backtests/input";
import { del, get, group, post } from "./endpoint";

export const BACKTESTS_ENDPOINTS = group(
  "Backtests",
  "SUBSCRIBER",
  post("/api/backtest/run", "Run a strategy over stored candles", 202, '{id, status: "QUEUED"}', {
    scope: "backtests:write",
    body: runInput,
  }),
  post(
    "/api/backtest/batch",
    "Run a strategy over several symbols and timeframes",
    202,
    '{id, status: "QUEUED", runs}',
    { scope: "backtests:write", body: batchInput },
  ),
  post("/api/backtest/optimize", "Search the parameters of a strategy", 202, '{id, status: "QUEUED"}', {
    scope: "backtests:write",
    body: optimizeInput,
  }),
  post(
    "/api/backtest/walkforward",
    "Search in sample and trade out of sample, window after window",
    202,
    '{id, status: "QUEUED"}',
    { scope: "backtests:write", body: walkForwardInput },
  ),
  get("/api/backtest/history", "Your backtests and searches, newest first", 200, "{items, nextCursor}", {
    scope: "read",
    query: historyQuery,
  }),
  get(
    "/api/backtest/{id}",
    "One backtest: how far it is, then metrics, trades and equity",
    200,
    "{id, status, progress, settings, metrics?, trades?, equity?, error?}",
    { scope: "read" },
  ),
  get("/api/backtest/{id}/export", "A finished run as a file: trades, all of it, or a page to keep", 200, "a file", {
    scope: "read",
    query: exportQuery,
  }),
  del("/api/backtest/{id}", "Cancel a backtest of yours; what has ended stays as it is", 200, "{id, status}", {
    scope: "backtests:write",
  }),
);
