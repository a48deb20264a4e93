import { z } from "zod";
import { loginInput, mailboxQuery, registerInput } from "@/lib/features/accounts/input";
import {
  batchInput,
  exportQuery,
  historyQuery,
  optimizeInput,
  runInput,
  walkForwardInput,
} from "@/lib/features/backtests/input";
import { connectInput } from "@/lib/features/billing/input";
import { candleExportQuery, candleImportQuery, candlesQuery, replayInput } from "@/lib/features/candles/input";
import { closePositionInput, listPositionsQuery, stopTradingInput } from "@/lib/features/copies/input";
import {
  createStrategyInput,
  listStrategiesQuery,
  pageQuery,
  reviewInput,
  updateStrategyInput,
} from "@/lib/features/marketplace/input";
import { flatSignalInput } from "@/lib/features/signals/flat-signal";
import {
  amendSignalInput,
  closeSignalInput,
  fullSignalInput,
  ledgerQuery,
  listSignalsQuery,
  streamQuery,
} from "@/lib/features/signals/input";
import { cancelInput, followInput, listSubscriptionsQuery, subscribeInput } from "@/lib/features/subscriptions/input";
import type { Role, Scope } from "@/lib/kernel/actor";

export type Method = "get" | "post" | "put" | "delete";

export interface Endpoint {
  readonly method: Method;
  /** Path parameters in braces: `/api/signals/{id}`. */
  readonly path: string;
  readonly group: string;
  readonly summary: string;
  /** Who may call; null: anyone. */
  readonly role: Role | "USER" | null;
  /** What an API token needs; null: API tokens cannot call it, or nobody needs one. */
  readonly scope: Scope | null;
  readonly body?: z.ZodType;
  /** The body may be left out. */
  readonly bodyOptional?: boolean;
  readonly query?: z.ZodType;
  /** Status of success, with what comes. */
  readonly answers: { readonly status: number; readonly says: string };
}

type Words = readonly [method: Method, path: string, summary: string, status: number, says: string];

function group(
  name: string,
  role: Endpoint["role"],
  ...rows: readonly (readonly [
    Words,
    { scope?: Scope; body?: z.ZodType; bodyOptional?: boolean; query?: z.ZodType; role?: Endpoint["role"] }?,
  ])[]
): Endpoint[] {
  return rows.map(([[method, path, summary, status, says], more = {}]) => ({
    method,
    path,
    group: name,
    summary,
    role: more.role === undefined ? role : more.role,
    scope: more.scope ?? null,
    ...(more.body === undefined ? {} : { body: more.body, bodyOptional: more.bodyOptional ?? false }),
    ...(more.query === undefined ? {} : { query: more.query }),
    answers: { status, says },
  }));
}

/** Every endpoint for programs, with the very schemas that check its input. A test holds it against the route files. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...group(
    "Sign-in",
    null,
    [
      [
        "post",
        "/api/auth/register",
        "Create an account",
        201,
        "The user; a mail with a link to confirm the address is on its way",
      ],
      { body: registerInput },
    ],
    [
      [
        "post",
        "/api/auth/login",
        "Sign in",
        200,
        "{accessToken, expiresIn, user} and a refresh cookie; 401 totp_required asks for the code",
      ],
      { body: loginInput },
    ],
    [
      [
        "post",
        "/api/auth/refresh",
        "Trade the refresh cookie for new tokens",
        200,
        "{accessToken, expiresIn}; a used cookie ends its whole family",
      ],
    ],
    [["post", "/api/auth/logout", "End this session", 204, "Nothing"]],
  ),
  ...group(
    "Strategies",
    null,
    [
      ["get", "/api/strategies", "List strategies, newest first", 200, "{items, nextCursor}"],
      { scope: "read", query: listStrategiesQuery },
    ],
    [
      [
        "post",
        "/api/strategies",
        "Make a strategy",
        201,
        "The strategy; DRAFT when it is paid and payouts are not set up",
      ],
      { scope: "strategies:write", role: "PROVIDER", body: createStrategyInput },
    ],
    [["get", "/api/strategies/{id}", "One strategy, by id or address", 200, "The strategy"], { scope: "read" }],
    [
      [
        "put",
        "/api/strategies/{id}",
        "Change, publish, pause or archive a strategy of yours",
        200,
        "The strategy; payouts_not_ready when it cannot be sold yet",
      ],
      { scope: "strategies:write", role: "PROVIDER", body: updateStrategyInput },
    ],
    [
      ["delete", "/api/strategies/{id}", "Archive a strategy of yours; nothing is deleted", 200, "The strategy"],
      { scope: "strategies:write", role: "PROVIDER" },
    ],
    [
      [
        "get",
        "/api/strategies/{id}/ledger",
        "The signal chain; all of it as NDJSON with Accept: application/x-ndjson",
        200,
        "{strategyId, events}; 24 hours late for guests",
      ],
      { scope: "read", query: ledgerQuery },
    ],
    [
      ["get", "/api/strategies/{id}/performance", "Figures by evidence class", 200, "{strategyId, classes}"],
      { scope: "read" },
    ],
    [
      ["get", "/api/strategies/{id}/reviews", "Reviews, newest first", 200, "{items, nextCursor}"],
      { scope: "read", query: pageQuery },
    ],
    [
      ["post", "/api/strategies/{id}/reviews", "Review a strategy after seven days of access", 201, "The review"],
      { scope: "subscriptions:write", role: "SUBSCRIBER", body: reviewInput },
    ],
  ),
  ...group(
    "Signals",
    "USER",
    [
      ["get", "/api/signals", "Signals you may read, newest first", 200, "{items, nextCursor}"],
      { scope: "read", query: listSignalsQuery },
    ],
    [
      [
        "post",
        "/api/signals",
        "Publish a signal. Idempotency-Key makes a repeat the same signal",
        201,
        "The signal with seq, hash, prevHash and the market at receipt",
      ],
      { scope: "signals:write", role: "PROVIDER", body: z.union([fullSignalInput, flatSignalInput]) },
    ],
    [
      [
        "get",
        "/api/signals/stream",
        "Events after a cursor, oldest first, then as they come for `wait` seconds",
        200,
        "NDJSON: one event a line",
      ],
      { scope: "read", query: streamQuery },
    ],
    [["get", "/api/signals/{id}", "One signal with its events", 200, "The signal"], { scope: "read" }],
    [
      ["put", "/api/signals/{id}", "Amend stop, targets or expiry: adds an AMEND", 200, "The signal"],
      { scope: "signals:write", role: "PROVIDER", body: amendSignalInput },
    ],
    [
      ["delete", "/api/signals/{id}", "Cancel a pending signal: adds a CANCEL", 200, "The signal"],
      { scope: "signals:write", role: "PROVIDER" },
    ],
    [
      ["post", "/api/signals/{id}/close", "Close an open signal, or a part of it", 200, "The signal"],
      { scope: "signals:write", role: "PROVIDER", body: closeSignalInput, bodyOptional: true },
    ],
  ),
  ...group(
    "Positions",
    "SUBSCRIBER",
    [
      ["get", "/api/positions", "Your positions, newest first", 200, "{items, nextCursor}"],
      { scope: "read", query: listPositionsQuery },
    ],
    [["get", "/api/positions/export", "Your closed trades as CSV", 200, "CSV"], { scope: "read" }],
    [["get", "/api/positions/{id}", "One position with its fills", 200, "The position"], { scope: "read" }],
    [
      ["post", "/api/positions/close/{id}", "Close a position of yours, or a part of it", 200, "The position"],
      { scope: "trade:paper", body: closePositionInput, bodyOptional: true },
    ],
  ),
  ...group("Trading", "SUBSCRIBER", [
    [
      "post",
      "/api/trading/stop-all",
      "Stop all your paper trading: keep positions or close them at the market",
      200,
      "What stopped and what did not",
    ],
    { scope: "trade:paper", body: stopTradingInput },
  ]),
  ...group(
    "Backtests",
    "SUBSCRIBER",
    [
      ["post", "/api/backtest/run", "Run a strategy over stored candles", 202, '{id, status: "QUEUED"}'],
      { scope: "backtests:write", body: runInput },
    ],
    [
      [
        "post",
        "/api/backtest/batch",
        "Run a strategy over several symbols and timeframes",
        202,
        '{id, status: "QUEUED", runs}',
      ],
      { scope: "backtests:write", body: batchInput },
    ],
    [
      ["post", "/api/backtest/optimize", "Search the parameters of a strategy", 202, '{id, status: "QUEUED"}'],
      { scope: "backtests:write", body: optimizeInput },
    ],
    [
      [
        "post",
        "/api/backtest/walkforward",
        "Search in sample and trade out of sample, window after window",
        202,
        '{id, status: "QUEUED"}',
      ],
      { scope: "backtests:write", body: walkForwardInput },
    ],
    [
      ["get", "/api/backtest/history", "Your backtests and searches, newest first", 200, "{items, nextCursor}"],
      { scope: "read", query: historyQuery },
    ],
    [
      [
        "get",
        "/api/backtest/{id}",
        "One backtest: how far it is, then metrics, trades and equity",
        200,
        "{id, status, progress, settings, metrics?, trades?, equity?, error?}",
      ],
      { scope: "read" },
    ],
    [
      [
        "get",
        "/api/backtest/{id}/export",
        "A finished run as a file: trades, all of it, or a page to keep",
        200,
        "a file",
      ],
      { scope: "read", query: exportQuery },
    ],
    [
      [
        "delete",
        "/api/backtest/{id}",
        "Cancel a backtest of yours; what has ended stays as it is",
        200,
        "{id, status}",
      ],
      { scope: "backtests:write" },
    ],
  ),
  ...group(
    "Subscriptions",
    "SUBSCRIBER",
    [
      ["get", "/api/subscriptions", "Your subscriptions, newest first", 200, "{items, nextCursor}"],
      { scope: "read", query: listSubscriptionsQuery },
    ],
    [
      [
        "post",
        "/api/subscriptions",
        "Subscribe to a strategy",
        201,
        "{id, status, checkoutUrl}; ACTIVE only by the payment's webhook, at once when it is free",
      ],
      { scope: "subscriptions:write", body: subscribeInput },
    ],
    [
      ["put", "/api/subscriptions/{id}/cancel", "Cancel at the end of what is paid", 200, "The subscription"],
      { scope: "subscriptions:write", body: cancelInput, bodyOptional: true },
    ],
    [["put", "/api/subscriptions/{id}/pause", "Pause", 200, "The subscription"], { scope: "subscriptions:write" }],
    [["put", "/api/subscriptions/{id}/resume", "Resume", 200, "The subscription"], { scope: "subscriptions:write" }],
    [
      [
        "put",
        "/api/subscriptions/{id}/follow",
        "Set how you follow: notify or paper, size, limits",
        200,
        "The subscription with its follow",
      ],
      { scope: "subscriptions:write", body: followInput },
    ],
  ),
  ...group(
    "Billing",
    "SUBSCRIBER",
    [
      ["post", "/api/billing/checkout", "A payment page for a strategy", 201, "{id, status, checkoutUrl}"],
      { scope: "subscriptions:write", body: subscribeInput },
    ],
    [
      ["post", "/api/billing/portal", "The payment service's page for cards and invoices", 200, "{url}"],
      { scope: "subscriptions:write" },
    ],
    [
      ["get", "/api/billing/invoices", "What you paid", 200, "{items, nextCursor}"],
      { scope: "read", query: listSubscriptionsQuery },
    ],
    [
      ["post", "/api/billing/connect", "Set up your payouts", 200, "{accountId, url, status}"],
      { scope: "strategies:write", role: "PROVIDER", body: connectInput, bodyOptional: true },
    ],
    [
      ["get", "/api/billing/earnings", "What your strategies earned", 200, "Totals and entries"],
      { scope: "read", role: "PROVIDER" },
    ],
  ),
  ...group(
    "Market and operations",
    null,
    [
      ["get", "/api/candles", "Stored candles of a symbol", 200, "Candles, oldest first"],
      { scope: "read", query: candlesQuery },
    ],
    [["get", "/api/health", "Whether the process lives", 200, "{status}"]],
    [
      [
        "get",
        "/api/ready",
        "Whether it can serve: database, worker, market",
        200,
        "{status, …}; 503 when a part is missing",
      ],
    ],
    [["get", "/api/metrics", "Figures for Prometheus", 200, "Text; 404 from elsewhere without METRICS_TOKEN"]],
    [
      [
        "get",
        "/.well-known/heliograph-ledger.json",
        "The key that ledger heads are signed with, and how to check one",
        200,
        "{keys, head, event}",
      ],
    ],
    [["get", "/api/openapi.json", "This document", 200, "OpenAPI 3.1"], { scope: "read" }],
    [
      [
        "post",
        "/api/webhooks/stripe",
        "For the payment service: an event, signed over its bytes",
        200,
        "{received}; bad_signature for anybody else",
      ],
    ],
  ),
  ...group(
    "Administration",
    "ADMIN",
    [
      [
        "post",
        "/api/admin/candles",
        "Import a file of candles: the body is the file as it is, at most 32 MiB",
        202,
        "{id} of the job that reads it",
      ],
      { query: candleImportQuery },
    ],
    [
      [
        "get",
        "/api/admin/candles/export",
        "One stored series as a file",
        200,
        "CSV, ccxt's JSON arrays or an Arrow file",
      ],
      { query: candleExportQuery },
    ],
  ),
  ...group(
    "Sandbox only",
    null,
    [
      ["get", "/api/dev/mailbox", "The mail that a sandbox does not send, newest first", 200, "{items}"],
      { query: mailboxQuery },
    ],
    [["get", "/api/dev/replay", "Where the replayed market stands", 200, "Time, speed, prices"]],
    [
      ["post", "/api/dev/replay", "Move the replayed market", 200, "Time, speed, prices, once it was walked there"],
      { body: replayInput },
    ],
  ),
];
