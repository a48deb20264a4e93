import { newStrategy, type Scene } from "./api-scene.ts";
import type { SandboxRole } from "./sign-in.ts";

/** A good request to an endpoint: what the bad ones are made from. */
export interface ApiExample {
  readonly as: SandboxRole | null;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
  /** The path's `{id}`. */
  readonly id?: string;
  /** Fields that take null. */
  readonly nullable?: readonly string[];
  /** Lists that may hold nothing. */
  readonly mayBeEmpty?: readonly string[];
  /** A try that comes as far as the verb costs (a guess of a password, an account): only what is refused before it is sent. */
  readonly costly?: boolean;
}

/** Of nobody: nothing is bought by an example. */
const NO_KEY = "key_0000000000";

const BUY = {
  stopLoss: "1000",
  maxSlippageBps: 50,
  credentialId: NO_KEY,
  riskAccepted: true,
  phrase: "LIVE",
  confirmWord: "none",
};

const MARKET = { symbol: "BTC/USDT", timeframe: "15m" };

const BACKTEST = {
  strategy: "sma-cross",
  exchange: "binance",
  from: "2000-01-01T00:00:00Z", // all that is stored
  to: "2099-01-01T00:00:00Z",
  parameters: { fast: 20, mode: "long" },
  initialCapital: "10000",
  fee: "0.001",
  makerFee: "0.0005",
  slippageBps: 1,
  spreadBps: 1,
  leverage: "1",
  sizing: { type: "equityPct", value: "95" },
  tick: "0.01",
  lot: "0.00001",
  minNotional: "5",
  pyramiding: 1,
  closeAtEnd: true,
  seed: 7,
};

/** A session has no span and no end. */
const { from: _from, to: _to, closeAtEnd: _closeAtEnd, seed: _seed, ...SESSION } = BACKTEST;

const STAGES = [
  {
    name: "coarse",
    windows: { mode: "rolling", unit: "bars", inSample: 200, outOfSample: 100, step: 100 },
    search: {
      method: "random",
      trials: 5,
      objective: "sharpe",
      minTrades: 1,
      range: 0.3,
      steps: 5,
      vary: ["fast"],
      grid: { slow: [30, 60] },
    },
    around: "parameters",
  },
];

/** By endpoint as the document names it. A body or a query without an example fails the test. */
export function examples(scene: Scene): Readonly<Record<string, readonly ApiExample[]>> {
  const page = { cursor: Buffer.from(`1700000000000.${scene.signalId}`).toString("base64url"), limit: "5" };
  const flat = {
    strategyId: scene.strategyId,
    type: "ENTRY",
    pair: "BTC/USDT",
    exchange: "binance",
    market: "spot",
    side: "BUY",
    entryPrice: "1000",
    stopLoss: "800",
    takeProfit: "1500",
    leverage: "1",
    riskRewardRatio: "2.5",
    timeframe: "15m",
    indicators: { rsi: 50 },
    note: "A note.",
  };
  const email = "bad-input@journey.test";
  const password = "correct horse battery staple";
  const { category: _category, ...fresh } = newStrategy("Bad input");
  return {
    "post /api/auth/register": [
      { as: null, body: { email, password, name: "Bad Input", role: "SUBSCRIBER", ref: "abcdefghjk" }, costly: true },
    ],
    "post /api/auth/login": [{ as: null, body: { email, password, totp: "abc-def" }, costly: true }],
    "get /api/strategies": [
      { as: null, query: { ...page, q: "trend", kind: "EXTERNAL", status: "ACTIVE", providerId: "usr_0000000000" } },
    ],
    "post /api/strategies": [
      { as: "PROVIDER", body: { ...fresh, category: "Trend", status: "DRAFT" }, nullable: ["category"] },
    ],
    "put /api/strategies/{id}": [
      {
        as: "PROVIDER",
        id: scene.spareStrategyId,
        body: { ...fresh, category: "Trend", status: "ACTIVE", note: "What changed." },
        nullable: ["category"],
      },
    ],
    "get /api/strategies/{id}/kill-switch": [{ as: "PROVIDER", id: scene.spareStrategyId }],
    "post /api/strategies/{id}/kill-switch": [
      { as: "PROVIDER", id: scene.spareStrategyId, body: { reason: "Only trying.", positions: "keep" } },
    ],
    "delete /api/strategies/{id}/kill-switch": [{ as: "PROVIDER", id: scene.spareStrategyId }],
    "get /api/strategies/{id}/ledger": [{ as: null, id: scene.strategyId, query: { cursor: "1", limit: "5" } }],
    "get /api/strategies/{id}/reviews": [{ as: null, id: scene.strategyId, query: page }],
    "post /api/strategies/{id}/reviews": [
      { as: "SUBSCRIBER", id: scene.strategyId, body: { rating: 4, text: "Clear and calm." } },
    ],
    "get /api/signals": [
      {
        as: "SUBSCRIBER",
        query: { ...page, strategyId: scene.strategyId, state: "OPEN", symbol: "BTC/USDT" },
      },
    ],
    "post /api/signals": [
      {
        as: "PROVIDER",
        body: { ...scene.signal, expiresAt: "2099-01-01T00:00:00Z", dedupeKey: `bad-input-${scene.signalId}` },
      },
      { as: "PROVIDER", body: flat },
    ],
    "get /api/signals/stream": [{ as: "SUBSCRIBER", query: { since: "", wait: "0" } }],
    "put /api/signals/{id}": [
      {
        as: "PROVIDER",
        id: scene.signalId,
        body: {
          entry: { type: "trigger", price: "1000" },
          stopLoss: "810",
          targets: [{ price: "1600", fraction: "1" }],
          trailing: { armPct: "10", distancePct: "2" },
          breakEven: { triggerPct: "5" },
          expiresAt: "2099-01-01T00:00:00Z",
          note: "Amended.",
        },
        nullable: ["trailing", "breakEven", "expiresAt"],
      },
    ],
    "post /api/signals/{id}/close": [{ as: "PROVIDER", id: scene.signalId, body: { fraction: "0.5" } }],
    "get /api/positions": [{ as: "SUBSCRIBER", query: { ...page, state: "OPEN", mode: "PAPER" } }],
    "post /api/positions/close/{id}": [
      { as: "SUBSCRIBER", id: scene.positionId, body: { fraction: "0.5" } },
      { as: "SUBSCRIBER", id: scene.positionId, body: { quantity: "0.001" } },
    ],
    "post /api/trading/stop-all": [{ as: "SUBSCRIBER", body: { positions: "keep" } }],
    // Of nobody: a session that is stopped cannot go on.
    "post /api/trading/stop/{id}": [
      { as: "SUBSCRIBER", id: "tse_00000000000000000000000000", body: { positions: "keep" } },
    ],
    "post /api/trading/paper/start": [{ as: "SUBSCRIBER", body: { ...SESSION, ...MARKET }, costly: true }],
    "post /api/trading/live/start": [
      {
        as: "SUBSCRIBER",
        body: {
          ...SESSION,
          ...MARKET,
          credentialId: "key_0000000000",
          protectPct: "5",
          maxSlippageBps: 50,
          riskAccepted: true,
          phrase: "LIVE",
          confirmWord: "none",
        },
        costly: true,
      },
    ],
    "get /api/trade/history": [{ as: "SUBSCRIBER", query: { ...page, days: "30", mode: "LIVE" } }],
    "get /api/trade/pnl": [{ as: "SUBSCRIBER", query: { period: "week", months: "3", mode: "LIVE" } }],
    "post /api/trade/buy": [
      { as: "SUBSCRIBER", body: { ...BUY, symbol: "BTC/USDT", amount: "10" }, costly: true },
      { as: "SUBSCRIBER", body: { ...BUY, symbol: "BTC/USDT", quantity: "0.001" }, costly: true },
    ],
    "post /api/trade/buy-btc": [
      { as: "SUBSCRIBER", body: { ...BUY, amount: "10" }, costly: true },
      { as: "SUBSCRIBER", body: { ...BUY, quantity: "0.001" }, costly: true },
    ],
    "post /api/trade/test-buy": [
      {
        as: "SUBSCRIBER",
        body: { symbol: "BTC/USDT", credentialId: NO_KEY, riskAccepted: true, phrase: "LIVE", confirmWord: "none" },
        costly: true,
      },
    ],
    "post /api/trade/sell": [
      { as: "SUBSCRIBER", body: { symbol: "BTC/USDT", quantity: "0.001", credentialId: NO_KEY } },
      { as: "SUBSCRIBER", body: { symbol: "BTC/USDT", amount: "10", credentialId: NO_KEY } },
    ],
    "post /api/trade/sell-btc": [
      { as: "SUBSCRIBER", body: { quantity: "0.001", credentialId: NO_KEY } },
      { as: "SUBSCRIBER", body: { amount: "10", credentialId: NO_KEY } },
    ],
    "get /api/admin/audit": [
      {
        as: "ADMIN",
        query: {
          ...page,
          actor: "nobody@journey.test",
          action: "session.opened",
          subject: "user",
          subjectId: "usr_0000000000",
          from: "2026-01-01",
          to: "2026-01-31",
        },
      },
    ],
    "get /api/admin/clients": [{ as: "ADMIN", query: { ...page, email: "journey", role: "PROVIDER", plan: "PRO" } }],
    "put /api/admin/clients/{id}": [
      {
        as: "ADMIN",
        id: "usr_0000000000",
        body: {
          name: "Nobody",
          role: "PROVIDER",
          plan: "PRO",
          suspended: false,
          reason: "Only trying.",
          limits: { maxTradeUsd: "50", entriesPerDay: 20, symbols: ["BTC/USDT"] },
        },
      },
    ],
    "post /api/admin/clients/{id}/credentials": [
      {
        as: "ADMIN",
        id: "usr_0000000000",
        body: { exchange: "bybit", apiKey: "not-a-real-key", apiSecret: "not-a-real-secret", label: "Only trying" },
        costly: true,
      },
    ],
    "get /api/admin/kpis": [{ as: "ADMIN", query: { days: "7" } }],
    "get /api/admin/payouts": [{ as: "ADMIN", query: { ...page, status: "PAID", provider: "nobody@journey.test" } }],
    "get /api/admin/compliance": [{ as: "ADMIN", query: { ...page, state: "OPEN" } }],
    "post /api/admin/compliance": [
      { as: "ADMIN", body: { flagId: "cfl_0000000000", verdict: "CLEARED", note: "Only trying." } },
    ],
    "get /api/admin/compliance/export": [
      { as: "ADMIN", query: { what: "flags", from: "2026-01-01", to: "2026-01-31" } },
    ],
    "put /api/admin/compliance/identity": [
      { as: "ADMIN", body: { user: "nobody@journey.test", verified: true, reason: "Only trying." } },
    ],
    "post /api/admin/kill-switch": [
      {
        as: "ADMIN",
        body: { scope: "USER", key: "nobody@journey.test", reason: "Only trying.", positions: "keep" },
        // As good as it is it names nobody, so that nothing is stopped.
        costly: true,
      },
    ],
    "delete /api/admin/kill-switch": [{ as: "ADMIN", query: { scope: "EXCHANGE", key: "bybit" } }],
    "put /api/trading/limits": [
      {
        as: "SUBSCRIBER",
        body: {
          maxTradeUsd: "50",
          entriesPerDay: 20,
          portfolioRiskPct: "1",
          runLossUsd: "200",
          drawdownUsd: "500",
          maxLeverage: "3",
          symbols: ["BTC/USDT", "ETH/USDT"],
        },
      },
    ],
    "get /api/trading/sessions": [{ as: "SUBSCRIBER", query: { ...page, state: "RUNNING" } }],
    "post /api/backtest/run": [{ as: "SUBSCRIBER", body: { ...BACKTEST, ...MARKET }, costly: true }],
    "post /api/backtest/batch": [
      { as: "SUBSCRIBER", body: { ...BACKTEST, symbols: ["BTC/USDT"], timeframes: ["15m"] }, costly: true },
    ],
    "post /api/backtest/optimize": [
      {
        as: "SUBSCRIBER",
        body: {
          ...BACKTEST,
          ...MARKET,
          method: "random",
          range: "0.3",
          steps: 5,
          trials: 20,
          vary: ["fast"],
          objective: "sharpe",
          minTrades: 3,
        },
        mayBeEmpty: ["vary"],
        costly: true,
      },
      {
        as: "SUBSCRIBER",
        body: { strategy: "sma-cross", exchange: "binance", ...MARKET, grid: { slow: [30, 60] } },
        costly: true,
      },
    ],
    "post /api/backtest/walkforward": [
      {
        as: "SUBSCRIBER",
        body: { ...BACKTEST, ...MARKET, stages: STAGES },
        mayBeEmpty: ["stages.0.search.vary"],
        costly: true,
      },
    ],
    "get /api/backtest/{id}/export": [{ as: "SUBSCRIBER", id: "bkt_0000000000", query: { format: "json" } }],
    "get /api/backtest/history": [{ as: "SUBSCRIBER", query: { ...page, kind: "RUN" } }],
    "get /api/credentials": [{ as: "SUBSCRIBER" }],
    "post /api/credentials": [
      {
        as: "SUBSCRIBER",
        body: {
          exchange: "bybit",
          apiKey: "not-a-real-key",
          apiSecret: "not-a-real-secret",
          label: "Main",
          testnet: false,
          confirmUnproven: false,
        },
        costly: true,
      },
    ],
    "post /api/credentials/{id}/validate": [{ as: "SUBSCRIBER", id: "key_0000000000" }],
    "post /api/credentials/{id}/rotate": [
      {
        as: "SUBSCRIBER",
        id: "key_0000000000",
        body: { apiKey: "not-a-real-key", apiSecret: "not-a-real-secret", confirmUnproven: false },
        costly: true,
      },
    ],
    "delete /api/credentials/{id}": [{ as: "SUBSCRIBER", id: "key_0000000000" }],
    "get /api/subscriptions": [{ as: "SUBSCRIBER", query: page }],
    "post /api/subscriptions": [{ as: "SUBSCRIBER", body: { strategyId: scene.strategyId } }],
    "put /api/subscriptions/{id}/cancel": [
      { as: "SUBSCRIBER", id: scene.spareSubscriptionId, body: { reason: "Only trying" } },
    ],
    "put /api/subscriptions/{id}/follow": [
      {
        as: "SUBSCRIBER",
        id: scene.subscriptionId,
        body: {
          mode: "PAPER",
          sizing: { type: "quote", value: "100" },
          limits: { maxTradeQuote: "500", maxOpenPositions: 3 },
          credentialId: "key_0000000000",
        },
      },
    ],
    "get /api/subscriptions/{id}/live": [
      { as: "SUBSCRIBER", id: scene.subscriptionId, query: { credentialId: "key_0000000000" } },
    ],
    "put /api/subscriptions/{id}/live": [
      {
        as: "SUBSCRIBER",
        id: scene.subscriptionId,
        body: {
          credentialId: "key_0000000000",
          sizing: { type: "quote", value: "50" },
          limits: { maxTradeQuote: "50" },
          riskAccepted: true,
          phrase: "LIVE",
          confirmWord: "none",
        },
      },
    ],
    "post /api/billing/checkout": [{ as: "SUBSCRIBER", body: { strategyId: scene.strategyId } }],
    "post /api/billing/connect": [{ as: "PROVIDER", body: { country: "US" } }],
    "post /api/billing/payouts": [{ as: "PROVIDER", body: { currency: "USD" } }],
    "post /api/billing/plan": [{ as: "SUBSCRIBER", body: { plan: "STARTER" } }],
    "post /api/billing/plan/preview": [{ as: "SUBSCRIBER", body: { plan: "PRO" } }],
    "post /api/billing/plan/upgrade": [{ as: "SUBSCRIBER", body: { plan: "PRO", at: 1, amountDue: 0 } }],
    "post /api/billing/plan/downgrade": [{ as: "SUBSCRIBER", body: { plan: "TRIAL" } }],
    "get /api/billing/earnings/export": [{ as: "PROVIDER", query: { year: "2026" } }],
    "get /api/billing/invoices": [{ as: "SUBSCRIBER", query: page }],
    "get /api/candles": [
      {
        as: null,
        query: {
          exchange: "binance",
          symbol: "BTC/USDT",
          timeframe: "15m",
          from: "2024-01-01T00:00:00Z",
          to: "2024-01-02T00:00:00Z",
          limit: "5",
        },
      },
    ],
    "post /api/admin/candles": [
      {
        as: "ADMIN",
        query: {
          name: "BTCUSDT_15m.csv",
          exchange: "binance",
          symbol: "BTC/USDT",
          timeframe: "15m",
          funding: "true",
          replace: "true",
          gaps: "true",
        },
      },
    ],
    "get /api/admin/candles/export": [
      { as: "ADMIN", query: { exchange: "nowhere", symbol: "BTC/USDT", timeframe: "15m", format: "csv" } },
    ],
    "post /api/unsubscribe": [{ as: null, query: { token: "s1.nobodys" } }],
    "get /api/dev/mailbox": [{ as: null, query: { to: "bad-input@journey.test" } }],
    "post /api/dev/replay": [
      { as: null, body: { from: "2024-01-01T00:00:00Z", speed: 1, pause: true, step: 1 }, costly: true },
    ],
  };
}
