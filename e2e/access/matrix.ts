import { marketLong } from "../support/market-long.ts";
import type { Columns } from "./strangers.ts";

/**
 * Who may do what, as data. Every method of every route, every page and every server action of the build has a row; the test fails on one that
 * lacks it. The things asked for belong to others: positions, subscriptions and follows to a subscriber, strategies and signals to a provider.
 */
export type Row = Columns<number>;

export interface ApiRow {
  readonly answers: Row;
  readonly body?: unknown;
  readonly query?: string;
}

/** Open to all: what it shows is public, late or about the caller himself. */
const OPEN: Row = [200, 200, 200, 200];
/** The caller's own list: each sees his own rows, so none of another's. */
const OWN: Row = [401, 200, 200, 403];
/** Another subscriber's thing: it does not exist for anybody else. */
const HIDDEN: Row = [401, 404, 404, 403];
/** Another provider's thing: subscribers may not do it at all, for providers it does not exist. */
const NOT_YOURS: Row = [401, 403, 404, 403];

/** For admins alone: for others it does not exist. Asked without what it needs. */
const ADMINS: Row = [401, 404, 404, 422];
const ADMIN_READS: Row = [401, 404, 404, 200];

/** Of a strategy that there is not: who may ask is told that, and nothing is computed. */
const BACKTEST = { strategy: "no-such", exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" };

export function apiRows(ids: { readonly strategyId: string }): Readonly<Record<string, ApiRow>> {
  return {
    "DELETE /api/[...path]": { answers: [404, 404, 404, 404] },
    "GET /api/[...path]": { answers: [404, 404, 404, 404] },
    "PATCH /api/[...path]": { answers: [404, 404, 404, 404] },
    "POST /api/[...path]": { answers: [404, 404, 404, 404], body: {} },
    "PUT /api/[...path]": { answers: [404, 404, 404, 404], body: {} },
    "GET /.well-known/heliograph-ledger.json": { answers: OPEN },
    "GET /api/auth/[...nextauth]": { answers: OPEN },
    "POST /api/auth/[...nextauth]": { answers: [400, 400, 400, 400], body: {} },
    "POST /api/auth/login": { answers: [422, 422, 422, 422], body: {} },
    "POST /api/auth/logout": { answers: [204, 204, 204, 204], body: {} },
    "POST /api/auth/refresh": { answers: [401, 401, 401, 401], body: {} },
    "POST /api/auth/register": { answers: [422, 422, 422, 422], body: { role: "ADMIN" } },
    "POST /api/backtest/run": { answers: [401, 422, 422, 403], body: BACKTEST },
    "POST /api/backtest/batch": { answers: [401, 422, 422, 403], body: {} },
    "POST /api/backtest/optimize": { answers: [401, 422, 422, 403], body: BACKTEST },
    "POST /api/backtest/walkforward": { answers: [401, 422, 422, 403], body: { ...BACKTEST, stages: [{}] } },
    "GET /api/backtest/[id]": { answers: HIDDEN },
    "DELETE /api/backtest/[id]": { answers: HIDDEN },
    "GET /api/backtest/[id]/export": { answers: HIDDEN, query: "format=csv" },
    "GET /api/backtest/history": { answers: OWN },
    "POST /api/billing/checkout": { answers: [401, 404, 404, 403], body: { strategyId: "str_000000000000000" } },
    "POST /api/billing/connect": { answers: [401, 403, 200, 403], body: {} },
    "GET /api/billing/earnings": { answers: [401, 403, 200, 403] },
    "GET /api/billing/earnings/export": { answers: [401, 403, 200, 403], query: "year=2026" },
    "GET /api/billing/invoices": { answers: OWN },
    "POST /api/billing/payouts": { answers: [401, 403, 403, 403], body: {} },
    "GET /api/billing/plan": { answers: OWN },
    "POST /api/billing/plan": { answers: [401, 422, 422, 403], body: { plan: "TRIAL" } },
    "POST /api/billing/plan/preview": { answers: [401, 409, 409, 403], body: { plan: "PRO" } },
    "POST /api/billing/plan/upgrade": { answers: [401, 409, 409, 403], body: { plan: "PRO", at: 1, amountDue: 0 } },
    "POST /api/billing/plan/downgrade": { answers: [401, 409, 409, 403], body: { plan: "TRIAL" } },
    "POST /api/billing/plan/keep": { answers: [401, 409, 409, 403], body: {} },
    "POST /api/billing/plan/money-back": { answers: [401, 409, 409, 403], body: {} },
    "POST /api/billing/portal": { answers: [401, 200, 200, 403], body: {} },
    "GET /api/candles": { answers: OPEN, query: "exchange=binance&symbol=BTC%2FUSDT&timeframe=15m&limit=2" },
    "GET /api/credentials": { answers: OWN },
    "POST /api/credentials": { answers: [401, 422, 422, 403], body: { exchange: "bybit" } },
    "DELETE /api/credentials/[id]": { answers: HIDDEN },
    "POST /api/credentials/[id]/rotate": {
      answers: HIDDEN,
      body: { apiKey: "not-a-real-key", apiSecret: "not-a-real-secret" },
    },
    "POST /api/credentials/[id]/validate": { answers: HIDDEN },
    "GET /api/dev/mailbox": { answers: OPEN, query: "to=nobody%40access.test" },
    "GET /api/dev/replay": { answers: OPEN },
    "POST /api/dev/replay": { answers: [422, 422, 422, 422], body: { speed: -1 } },
    "POST /api/admin/candles": { answers: ADMINS },
    "GET /api/admin/audit": { answers: ADMIN_READS, query: "action=nothing.done" },
    "GET /api/admin/clients": { answers: ADMIN_READS, query: "email=nobody%40access.test" },
    "GET /api/admin/clients/[id]": { answers: [401, 404, 404, 404] },
    "PUT /api/admin/clients/[id]": { answers: [401, 404, 404, 404], body: { name: "Nobody" } },
    "POST /api/admin/clients/[id]/credentials": {
      answers: [401, 404, 404, 404],
      body: { exchange: "bybit", apiKey: "not-a-real-key", apiSecret: "not-a-real-secret" },
    },
    "GET /api/admin/kpis": { answers: ADMIN_READS },
    "GET /api/admin/payouts": { answers: ADMIN_READS, query: "provider=nobody%40access.test" },
    "GET /api/admin/compliance": { answers: ADMIN_READS },
    "POST /api/admin/compliance": { answers: ADMINS, body: {} },
    "GET /api/admin/compliance/export": { answers: ADMIN_READS },
    "PUT /api/admin/compliance/identity": { answers: ADMINS, body: {} },
    "GET /api/admin/kill-switch": { answers: ADMIN_READS },
    "POST /api/admin/kill-switch": { answers: ADMINS, body: {} },
    "DELETE /api/admin/kill-switch": { answers: ADMINS },
    "GET /api/admin/candles/export": { answers: ADMINS },
    "GET /api/health": { answers: OPEN },
    "GET /api/metrics": { answers: OPEN },
    "GET /api/openapi.json": { answers: OPEN },
    "GET /api/ready": { answers: OPEN },
    "GET /api/positions": { answers: OWN },
    "GET /api/positions/[id]": { answers: HIDDEN },
    "GET /api/positions/export": { answers: OWN },
    "POST /api/positions/close/[id]": { answers: HIDDEN, body: {} },
    "GET /api/signals": { answers: [401, 200, 200, 200], query: `strategyId=${ids.strategyId}` },
    "POST /api/signals": { answers: NOT_YOURS, body: marketLong(ids.strategyId) },
    "GET /api/signals/[id]": { answers: [401, 404, 404, 404] },
    "PUT /api/signals/[id]": { answers: NOT_YOURS, body: { note: "changed by a stranger" } },
    "DELETE /api/signals/[id]": { answers: NOT_YOURS },
    "POST /api/signals/[id]/close": { answers: NOT_YOURS, body: {} },
    "GET /api/signals/[id]/receipts": { answers: NOT_YOURS },
    "GET /api/signals/stream": { answers: [401, 200, 200, 200], query: "wait=0" },
    "GET /api/strategies": { answers: OPEN },
    "POST /api/strategies": { answers: [401, 403, 422, 403], body: {} },
    "GET /api/strategies/[id]": { answers: OPEN },
    "PUT /api/strategies/[id]": { answers: NOT_YOURS, body: { description: "Changed by a stranger, who may not." } },
    "DELETE /api/strategies/[id]": { answers: NOT_YOURS },
    "GET /api/strategies/[id]/kill-switch": { answers: NOT_YOURS },
    "POST /api/strategies/[id]/kill-switch": { answers: NOT_YOURS, body: { reason: "A stranger, who may not." } },
    "DELETE /api/strategies/[id]/kill-switch": { answers: NOT_YOURS },
    "GET /api/strategies/[id]/ledger": { answers: OPEN },
    "GET /api/strategies/[id]/performance": { answers: OPEN },
    "GET /api/strategies/[id]/reviews": { answers: OPEN },
    "POST /api/strategies/[id]/reviews": {
      answers: [401, 403, 403, 403],
      body: { rating: 5, text: "I never paid for this one at all." },
    },
    "GET /api/subscriptions": { answers: OWN },
    "POST /api/subscriptions": { answers: [401, 404, 404, 403], body: { strategyId: "str_000000000000000" } },
    "PUT /api/subscriptions/[id]/cancel": { answers: HIDDEN, body: {} },
    "PUT /api/subscriptions/[id]/follow": {
      answers: HIDDEN,
      body: { mode: "NOTIFY", sizing: { type: "quote", value: "100" } },
    },
    "GET /api/subscriptions/[id]/live": { answers: HIDDEN },
    "PUT /api/subscriptions/[id]/live": {
      answers: HIDDEN,
      body: {
        credentialId: "key_000000000000000",
        sizing: { type: "quote", value: "50" },
        riskAccepted: true,
        phrase: "LIVE",
      },
    },
    "PUT /api/subscriptions/[id]/pause": { answers: HIDDEN, body: {} },
    "PUT /api/subscriptions/[id]/resume": { answers: HIDDEN, body: {} },
    "GET /api/trade/balance": { answers: OWN },
    "GET /api/trade/history": { answers: OWN },
    "GET /api/trade/pnl": { answers: OWN },
    "GET /api/trade/requests/[id]": { answers: HIDDEN },
    "GET /api/trade/status": { answers: OWN },
    // Without a key nothing is bought, and who holds nothing sells nothing.
    "POST /api/trade/buy": {
      answers: [401, 403, 403, 403],
      body: { symbol: "BTC/USDT", amount: "10", stopLoss: "1000" },
    },
    "POST /api/trade/buy-btc": { answers: [401, 403, 403, 403], body: { amount: "10", stopLoss: "1000" } },
    "POST /api/trade/sell": { answers: [401, 422, 422, 403], body: { symbol: "BTC/USDT", quantity: "0.001" } },
    "POST /api/trade/sell-btc": { answers: [401, 422, 422, 403], body: { quantity: "0.001" } },
    "POST /api/trade/test-buy": { answers: [401, 403, 403, 403], body: {} },
    "POST /api/trading/paper/start": { answers: [401, 422, 422, 403], body: BACKTEST },
    "POST /api/trading/live/start": { answers: [401, 422, 422, 403], body: BACKTEST },
    "POST /api/trading/stop/[id]": { answers: HIDDEN, body: {} },
    "GET /api/trading/sessions": { answers: OWN },
    "GET /api/trading/sessions/[id]": { answers: HIDDEN },
    "GET /api/trading/sessions/[id]/export": { answers: HIDDEN },
    "GET /api/trading/limits": { answers: OWN },
    "PUT /api/trading/limits": { answers: [401, 422, 422, 403], body: {} },
    "POST /api/trading/stop-all": { answers: OWN, body: { positions: "keep" } },
    "POST /api/unsubscribe": { answers: [404, 404, 404, 404], query: "token=s1.nobodys", body: {} },
    "POST /api/webhooks/stripe": { answers: [400, 400, 400, 400], body: {} },
    "POST /api/webhooks/tradingview/[token]": { answers: [404, 404, 404, 404], body: {} },
    "GET /settings/data/export": { answers: [401, 200, 200, 200] },
    "POST /login/oauth": { answers: [303, 303, 303, 303] },
  };
}

/** `login`: led to sign in. */
export type PageAnswer = number | "login";
export type PageRow = Columns<PageAnswer>;

const PUBLIC: PageRow = [200, 200, 200, 200];
const TRADER: PageRow = ["login", 200, 200, 403];
const TRADERS_OTHER: PageRow = ["login", 404, 404, 403];
const PROVIDER: PageRow = ["login", 403, 200, 403];
const ADMIN: PageRow = ["login", 404, 404, 200];
const ACCOUNT: PageRow = ["login", 200, 200, 200];

export const PAGE_ROWS: Readonly<Record<string, PageRow>> = {
  "/": PUBLIC,
  "/admin": ADMIN,
  "/admin/affiliates": ADMIN,
  "/admin/audit": ADMIN,
  "/admin/candles": ADMIN,
  "/admin/clients": ADMIN,
  "/admin/clients/[id]": ADMIN,
  "/admin/compliance": ADMIN,
  "/admin/deliveries": ADMIN,
  "/admin/exchanges": ADMIN,
  "/admin/kill-switch": ADMIN,
  "/admin/kpis": ADMIN,
  "/admin/ledger": ADMIN,
  "/admin/payouts": ADMIN,
  "/admin/plans": ADMIN,
  "/affiliate": TRADER,
  "/backtests": TRADER,
  "/backtests/[id]": TRADERS_OTHER,
  "/backtests/compare": TRADER,
  "/backtests/new": TRADER,
  "/billing": TRADER,
  "/billing/plan": TRADER,
  "/dashboard": TRADER,
  "/dev/mailbox": PUBLIC,
  "/docs": PUBLIC,
  "/docs/[page]": PUBLIC,
  "/docs/api": PUBLIC,
  "/docs/exchanges": PUBLIC,
  "/follows/[id]": TRADERS_OTHER,
  "/follows/[id]/live": TRADERS_OTHER,
  "/forgot": PUBLIC,
  "/history": TRADER,
  "/legal/[page]": PUBLIC,
  "/login": PUBLIC,
  "/login/mfa": ["login", 200, 200, 200],
  "/notifications": ACCOUNT,
  "/offline": PUBLIC,
  "/orders": TRADER,
  "/positions": TRADER,
  "/positions/[id]": TRADERS_OTHER,
  "/positions/buy": TRADER,
  "/pricing": PUBLIC,
  "/provider": PROVIDER,
  "/provider/earnings": PROVIDER,
  "/provider/signals": PROVIDER,
  "/provider/signals/new": PROVIDER,
  "/provider/strategies": PROVIDER,
  "/provider/strategies/[id]": ["login", 403, 404, 403],
  "/provider/strategies/new": PROVIDER,
  "/provider/webhooks": PROVIDER,
  "/provider/webhooks/[id]": ["login", 403, 404, 403],
  "/providers/[slug]": PUBLIC,
  "/register": PUBLIC,
  "/reset": PUBLIC,
  "/sessions": TRADER,
  "/sessions/[id]": TRADERS_OTHER,
  "/sessions/[id]/live": TRADERS_OTHER,
  "/sessions/new": TRADER,
  "/settings": ACCOUNT,
  "/settings/api": ACCOUNT,
  "/settings/appearance": ACCOUNT,
  "/settings/data": ACCOUNT,
  "/settings/notifications": ACCOUNT,
  "/settings/notifications/webhooks/[id]": ["login", 404, 404, 404],
  "/settings/keys": ACCOUNT,
  "/settings/limits": ACCOUNT,
  "/settings/profile": ACCOUNT,
  "/settings/security": ACCOUNT,
  "/signals": TRADER,
  "/signals/[id]": TRADERS_OTHER,
  "/status": PUBLIC,
  "/strategies": PUBLIC,
  "/strategies/[slug]": PUBLIC,
  "/strategies/[slug]/subscribe": TRADER,
  "/strategies/compare": PUBLIC,
  "/subscriptions": TRADER,
  "/subscriptions/return": TRADERS_OTHER,
  "/unsubscribe": PUBLIC,
  "/verify": PUBLIC,
  "/welcome": ACCOUNT,
};
