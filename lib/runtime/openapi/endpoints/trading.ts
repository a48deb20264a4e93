import { stopTradingInput } from "@/lib/features/copies/input";
import { group, post } from "./endpoint";

export const TRADING_ENDPOINTS = group(
  "Trading",
  "SUBSCRIBER",
  post(
    "/api/trading/stop-all",
    "Stop all your paper trading: keep positions or close them at the market",
    200,
    "What stopped and what did not",
    { scope: "trade:paper", body: stopTradingInput },
  ),
);
