import {
  buyBtcInput,
  buyInput,
  sellBtcInput,
  sellInput,
  testBuyInput,
  tradeHistoryQuery,
  tradePnlQuery,
} from "@/lib/features/trades/input";
import { get, group, post } from "./endpoint";

const ASKED =
  "The request, WAITING; /api/trade/requests/{id} tells what became of it. An Idempotency-Key makes a repeat safe";
const PLANNED = "{symbol, side, quantity, ordered: [{positionId, quantity}]}";

export const TRADES_ENDPOINTS = group(
  "Trades by hand",
  "SUBSCRIBER",
  get(
    "/api/trade/status",
    "Whether you trade on real accounts now: switches, accounts, limits, today",
    200,
    "The status",
    {
      scope: "read",
    },
  ),
  get(
    "/api/trade/balance",
    "What your accounts held when their exchanges were last asked",
    200,
    "{items: [{credentialId, exchange, equityUsd, peakUsd, wallets, measuredAt}]}",
    { scope: "read" },
  ),
  get(
    "/api/trade/history",
    "Your orders of the last days with what they executed, newest first",
    200,
    "{items, nextCursor}",
    {
      scope: "read",
      query: tradeHistoryQuery,
    },
  ),
  get(
    "/api/trade/pnl",
    "Results of closed positions by day, week or month, and added up: in USDT on paper, in US dollars live",
    200,
    "{mode, period, from, items: [{from, pnl, trades, cumulative}], total}",
    { scope: "read", query: tradePnlQuery },
  ),
  get("/api/trade/requests/{id}", "A buy that you asked for, with its order", 200, "The request with `order`", {
    scope: "read",
  }),
  post("/api/trade/buy", "Buy on your own account, with a stop: an amount or a quantity", 202, ASKED, {
    scope: "trade:live",
    body: buyInput,
    idempotent: true,
  }),
  post("/api/trade/buy-btc", "The older name: buy BTC/USDT", 202, ASKED, {
    scope: "trade:live",
    body: buyBtcInput,
    idempotent: true,
  }),
  post("/api/trade/test-buy", "Buy the smallest amount that can be sold again, to try the way once", 202, ASKED, {
    scope: "trade:live",
    body: testBuyInput,
    bodyOptional: true,
    idempotent: true,
  }),
  post("/api/trade/sell", "Sell what you bought by hand, the oldest first, at the market", 202, PLANNED, {
    scope: "trade:live",
    body: sellInput,
    idempotent: true,
  }),
  post("/api/trade/sell-btc", "The older name: sell BTC/USDT", 202, PLANNED, {
    scope: "trade:live",
    body: sellBtcInput,
    idempotent: true,
  }),
);
