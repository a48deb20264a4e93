import { goLiveInput, liveGateQuery } from "@/lib/features/copies/live/input";
import { cancelInput, followInput, listSubscriptionsQuery, subscribeInput } from "@/lib/features/subscriptions/input";
import { get, group, post, put } from "./endpoint";

export const SUBSCRIPTIONS_ENDPOINTS = group(
  "Subscriptions",
  "SUBSCRIBER",
  get("/api/subscriptions", "Your subscriptions, newest first", 200, "{items, nextCursor}", {
    scope: "read",
    query: listSubscriptionsQuery,
  }),
  post(
    "/api/subscriptions",
    "Subscribe to a strategy",
    201,
    "{id, status, checkoutUrl}; ACTIVE only by the payment's webhook, at once when it is free",
    { scope: "subscriptions:write", body: subscribeInput },
  ),
  put("/api/subscriptions/{id}/cancel", "Cancel at the end of what is paid", 200, "The subscription", {
    scope: "subscriptions:write",
    body: cancelInput,
    bodyOptional: true,
  }),
  put("/api/subscriptions/{id}/pause", "Pause", 200, "The subscription", { scope: "subscriptions:write" }),
  put("/api/subscriptions/{id}/resume", "Resume", 200, "The subscription", { scope: "subscriptions:write" }),
  put(
    "/api/subscriptions/{id}/follow",
    "Set how you follow: notify or paper, size, limits",
    200,
    "The subscription with its follow",
    { scope: "subscriptions:write", body: followInput },
  ),
  get(
    "/api/subscriptions/{id}/live",
    "Each condition of live trading, with what is missing and where it is mended",
    200,
    "{open, conditions: [{condition, met, standing, text, fix}]}",
    { scope: "read", query: liveGateQuery },
  ),
  put(
    "/api/subscriptions/{id}/live",
    "Turn live trading on, once every condition is met; off: set another mode",
    200,
    "{id, strategyId} of the follow",
    { scope: "trade:live", body: goLiveInput },
  ),
);
