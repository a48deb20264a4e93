import { closePositionInput, listPositionsQuery } from "@/lib/features/copies/input";
import { get, group, post } from "./endpoint";

export const POSITIONS_ENDPOINTS = group(
  "Positions",
  "SUBSCRIBER",
  get("/api/positions", "Your positions, newest first", 200, "{items, nextCursor}", {
    scope: "read",
    query: listPositionsQuery,
  }),
  get("/api/positions/export", "Your closed trades as CSV", 200, "CSV", { scope: "read" }),
  get("/api/positions/{id}", "One position with its fills and, on a real account, its shortfall", 200, "The position", {
    scope: "read",
  }),
  post(
    "/api/positions/close/{id}",
    "Close a position of yours, or a part of it",
    200,
    "The position. An Idempotency-Key makes a repeat safe",
    { scope: "trade:paper", body: closePositionInput, bodyOptional: true },
  ),
);
