import { stopTradingInput } from "@/lib/features/copies/input";
import { setLimitsInput } from "@/lib/features/orders/input";
import {
  listSessionsQuery,
  startLiveSessionInput,
  startSessionInput,
  stopSessionInput,
} from "@/lib/features/trading-sessions/input";
import { get, group, post, put } from "./endpoint";

export const TRADING_ENDPOINTS = group(
  "Trading",
  "SUBSCRIBER",
  post(
    "/api/trading/stop-all",
    "Stop all your trading: keep positions or close them at the market, which needs the scope trade:live where you trade on a real account",
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
    "The same on your own exchange account; forbidden names the first condition of live trading that is missing",
    201,
    '{id, status: "RUNNING"}',
    { scope: "trade:live", body: startLiveSessionInput },
  ),
  post(
    "/api/trading/stop/{id}",
    "Stop a session of yours; one on a real account keeps its positions with their stops, or closes them (scope trade:live)",
    200,
    "{id, status}",
    { scope: "trade:paper", body: stopSessionInput, bodyOptional: true },
  ),
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
