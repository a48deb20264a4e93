import { kpisQuery, listAuditQuery, listClientsQuery, upsertClientInput } from "@/lib/features/admin/client-input";
import { engageSwitchInput, switchPlaceInput } from "@/lib/features/admin/input";
import { listPayoutsQuery } from "@/lib/features/billing/input";
import { candleExportQuery, candleImportQuery } from "@/lib/features/candles/input";
import { listFlagsQuery, reportQuery, reviewFlagInput, setIdentityInput } from "@/lib/features/compliance/input";
import { storeKeyInput } from "@/lib/features/exchange-keys/input";
import { del, get, group, post, put } from "./endpoint";

export const ADMINISTRATION_ENDPOINTS = group(
  "Administration",
  "ADMIN",
  get("/api/admin/audit", "The audit log, newest first", 200, "{items, nextCursor}", { query: listAuditQuery }),
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
  get("/api/admin/clients", "Every account, oldest first", 200, "{items, nextCursor}", { query: listClientsQuery }),
  get(
    "/api/admin/clients/{id}",
    "One tenant, by id or address: plan, limits, identity, masked keys, open positions, switch",
    200,
    "The tenant",
  ),
  put(
    "/api/admin/clients/{id}",
    "Set what an admin may of a tenant, and make him where the address is nobody's yet (201); what is left out stays. Wider limits take a second factor at most ten minutes old, and of a person another plan, suspending and opening again too",
    200,
    "The tenant",
    { body: upsertClientInput },
  ),
  post(
    "/api/admin/clients/{id}/credentials",
    "Store an exchange key for a tenant, who is told; a person shows a second factor at most ten minutes old",
    201,
    "The key, masked",
    { body: storeKeyInput },
  ),
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
  get(
    "/api/admin/kpis",
    "How the platform does: accounts, subscriptions and churn, MRR, sales by the ledger, open positions",
    200,
    "{at, since, accounts, subscriptions, mrr, sales, …}",
    { query: kpisQuery },
  ),
  get("/api/admin/payouts", "Everybody's payouts, newest first", 200, "{items, nextCursor}", {
    query: listPayoutsQuery,
  }),
);
