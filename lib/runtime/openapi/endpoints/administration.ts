import { engageSwitchInput, switchPlaceInput } from "@/lib/features/admin/input";
import { candleExportQuery, candleImportQuery } from "@/lib/features/candles/input";
import { listFlagsQuery, reportQuery, reviewFlagInput, setIdentityInput } from "@/lib/features/compliance/input";
import { del, get, group, post, put } from "./endpoint";

export const ADMINISTRATION_ENDPOINTS = group(
  "Administration",
  "ADMIN",
  post(
    "/api/admin/candles",
    "Import a file of candles: the body is the file as it is, at most 32 MiB",
    202,
    "{id} of the job that reads it",
    { query: candleImportQuery },
  ),
  get("/api/admin/candles/export", "One stored series as a file", 200, "CSV, ccxt's JSON arrays or an Arrow file", {
    query: candleExportQuery,
  }),
  get("/api/admin/compliance", "What was flagged in trading on real money, newest first", 200, "{items, nextCursor}", {
    query: listFlagsQuery,
  }),
  post("/api/admin/compliance", "Decide about a flag; every decision stays", 201, "{flagId, verdict}", {
    body: reviewFlagInput,
  }),
  get("/api/admin/compliance/export", "Trades on real money, or flags with their decisions", 200, "CSV", {
    query: reportQuery,
  }),
  put(
    "/api/admin/compliance/identity",
    "Record that an account's identity was seen, or take that back; with a second factor at most ten minutes old",
    200,
    "{userId, verified}",
    { body: setIdentityInput },
  ),
  get("/api/admin/kill-switch", "What is stopped, and how far each stop has come", 200, "{items, nextCursor}"),
  post("/api/admin/kill-switch", "Stop new entries of the platform or a part of it, at once", 201, "{scope, key}", {
    body: engageSwitchInput,
  }),
  del(
    "/api/admin/kill-switch",
    "Release a kill switch, with a second factor at most ten minutes old",
    200,
    "{scope, key}",
    { query: switchPlaceInput },
  ),
);
