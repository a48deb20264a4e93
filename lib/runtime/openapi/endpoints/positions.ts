import { closePositionInput, listPositionsQuery } from "@/lib/features/copies/input";
import { get, group, post } from "./endpoint";

export const POSITIONS_ENDPOINTS = group(
  "Positions",
  "SUBSCRIBER",
  get("/api/positions", "Your positions, newest first", 200, "{items, nextCursor}", {
    scope: "read",
    query: listPositionsQuery,
    answer: { pageOf: "Position" },
  }),
  get("/api/positions/export", "Your closed trades as CSV", 200, "CSV", { scope: "read" }),
  get("/api/positions/{id}", "One position with its fills and, on a real account, its shortfall", 200, "The position", {
    scope: "read",
    answer: "PositionDetail",
  }),
  post(
    "/api/positions/close/{id}",
    "Close a position of yours, or a part of it; on a real account with the scope trade:live",
    200,
    "The position, with the fill as `closed` or, on a real account, what was `ordered`. An Idempotency-Key makes a repeat safe",
    {
      scope: "trade:paper",
      body: closePositionInput,
      bodyOptional: true,
      idempotent: true,
    },
  ),
);
