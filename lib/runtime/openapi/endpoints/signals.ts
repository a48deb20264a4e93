import { z } from "zod";
import { flatSignalInput } from "@/lib/features/signals/flat-signal";
import {
  amendSignalInput,
  closeSignalInput,
  fullSignalInput,
  listSignalsQuery,
  streamQuery,
} from "@/lib/features/signals/input";
import { del, get, group, post, put } from "./endpoint";

export const SIGNALS_ENDPOINTS = group(
  "Signals",
  "USER",
  get("/api/signals", "Signals you may read, newest first", 200, "{items, nextCursor}", {
    scope: "read",
    query: listSignalsQuery,
    answer: { pageOf: "Signal" },
  }),
  post(
    "/api/signals",
    "Publish a signal. Idempotency-Key makes a repeat the same signal",
    201,
    "The signal with seq, hash, prevHash and the market at receipt",
    {
      scope: "signals:write",
      role: "PROVIDER",
      body: z.union([fullSignalInput, flatSignalInput]),
      idempotent: true,
      answer: "Signal",
    },
  ),
  get(
    "/api/signals/stream",
    "Events after a cursor, oldest first, then as they come for `wait` seconds",
    200,
    "NDJSON: one event a line",
    { scope: "read", query: streamQuery },
  ),
  get("/api/signals/{id}", "One signal with its events", 200, "The signal", { scope: "read", answer: "SignalDetail" }),
  get(
    "/api/signals/{id}/receipts",
    "How many readers acknowledged your signal, and how many have seen it",
    200,
    "{signalId, strategyId, seq, received, seen}",
    { scope: "read", role: "PROVIDER" },
  ),
  put("/api/signals/{id}", "Amend stop, targets or expiry: adds an AMEND", 200, "The signal", {
    scope: "signals:write",
    role: "PROVIDER",
    body: amendSignalInput,
    idempotent: true,
    answer: "Signal",
  }),
  del("/api/signals/{id}", "Cancel a pending signal: adds a CANCEL", 200, "The signal", {
    scope: "signals:write",
    role: "PROVIDER",
    idempotent: true,
    answer: "Signal",
  }),
  post("/api/signals/{id}/close", "Close an open signal, or a part of it", 200, "The signal", {
    scope: "signals:write",
    role: "PROVIDER",
    body: closeSignalInput,
    bodyOptional: true,
    idempotent: true,
    answer: "Signal",
  }),
);
