import { stopTradingInput } from "@/lib/features/copies/input";
import { setLimitsInput } from "@/lib/features/orders/input";
import { listSessionsQuery, startLiveSessionInput, startSessionInput } from "@/lib/features/trading-sessions/input";
import { get, group, post, put } from "./endpoint";

export const TRADING_ENDPOINTS = group(
  "Trading",
  "SUBSCRIBER",
  post(
    "/api/trading/stop-all",
    "Stop all your trading: keep positions or close them at the market",
    200,
    "What stopped and what did not",
    { scope: "trade:paper", body: stopTradingInput },
  ),
  post(
    "/api/trading/paper/start",
    "Run a strategy on the market's closed candles, with money on paper",
    201,
    '{id, status: "RUNNING"}',
    { scope: "trade:paper", body: startSessionInput },
  ),
  post(
    "/api/trading/live/start",
    "The same with your own exchange key: refused by the first condition that does not hold",
    200,
    "Strategies run on paper only; forbidden names the condition of live trading that is missing, or says so",
    { scope: "trade:live", body: startLiveSessionInput },
  ),
  post("/api/trading/stop/{id}", "Stop a session of yours; what it holds is not sold", 200, "{id, status}", {
    scope: "trade:paper",
  }),
  get("/api/trading/sessions", "Your sessions, newest first", 200, "{items, nextCursor}", {
    scope: "read",
    query: listSessionsQuery,
  }),
  get(
    "/api/trading/sessions/{id}",
    "One session: settings, metrics, trades, equity, log, parity",
    200,
    "{id, status, settings, metrics?, trades, equity, open, log, parity, parityReport?}",
    { scope: "read" },
  ),
  get(
    "/api/trading/limits",
    "What your trades on real money stay inside of",
    200,
    "The limits, as they hold on your plan",
    {
      scope: "read",
    },
  ),
  put(
    "/api/trading/limits",
    "Set your own limits: narrower at once, wider with a second factor at most ten minutes old and within your plan",
    200,
    "The limits",
    { body: setLimitsInput },
  ),
  get("/api/trading/sessions/{id}/export", "Its closed trades as CSV", 200, "CSV", { scope: "read" }),
);
