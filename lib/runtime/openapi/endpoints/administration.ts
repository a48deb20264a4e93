import { candleExportQuery, candleImportQuery } from "@/lib/features/candles/input";
import { get, group, post } from "./endpoint";

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
);
