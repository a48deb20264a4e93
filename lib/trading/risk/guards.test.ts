import { describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import { type EntryFacts, GUARDS, refuseOrder } from "./guards.ts";

const NOW = utcMs(1_000_000_000);
const limits: EntryFacts["limits"] = {
  maxTradeUsd: dec(50),
  minTradeUsd: dec(2),
  portfolioRiskPct: dec(1),
  entriesPerDay: 20,
  symbols: ["BTC/USDT", "ETH/USDT"],
  drawdownUsd: dec(500),
  runLossUsd: dec(200),
  apiErrorsPerMin: 10,
  maxLeverage: dec(3),
  identityVerified: false,
};
/** 0.001 BTC at 42,000: 42 USDT, 1 USDT at risk. */
const fine: EntryFacts = {
  now: NOW,
  tradingEnabled: true,
  liveAllowed: true,
  keyUsable: true,
  switches: [],
  accountHeld: null,
  errorsLastMinute: 0,
  opposite: false,
  symbol: "BTC/USDT",
  currency: "USDT",
  side: "LONG",
  qty: dec("0.001"),
  price: dec(42_000),
  leverage: dec(1),
  stopLoss: dec(41_000),
  maxSlippageBps: 50,
  reference: dec(42_000),
  signal: { at: utcMs(NOW - 30_000), maxAgeSec: 30 },
  market: { bid: dec("41999.9"), ask: dec(42_000), at: utcMs(NOW - 30_000) },
  limits,
  today: { entries: 19, usd: dec(0) },
  usdPerQuote: dec(1),
  equity: dec(1_000),
  free: dec(42),
  openRisk: dec(9),
  drawdown: dec("499.99"),
  runLoss: dec("199.99"),
};
/** Large enough that only the compliance limits are left. */
const large: Partial<EntryFacts> = {
  limits: { ...limits, maxTradeUsd: dec(1e9) },
  equity: dec(1e9),
  free: dec(1e9),
  price: dec(10_000),
  stopLoss: dec(9_000),
  reference: dec(10_000),
  market: { bid: dec(10_000), ask: dec(10_000), at: NOW },
};
const changed = (more: Partial<EntryFacts>): EntryFacts => ({ ...fine, ...more });
const limited = (more: Partial<EntryFacts["limits"]>): EntryFacts => changed({ limits: { ...limits, ...more } });

const REFUSED: readonly (readonly [string, EntryFacts, string])[] = [
  ["trading_off", changed({ tradingEnabled: false }), "Trading is disabled. Set TRADING_ENABLED=True to enable."],
  ["live_off", changed({ liveAllowed: false }), "Live trading is switched off on this platform (ALLOW_LIVE)."],
  ["no_key", changed({ keyUsable: false }), "No validated API keys"],
  [
    "kill_switch",
    changed({ switches: [{ name: "The platform", reason: "maintenance" }] }),
    "The platform is stopped: maintenance. No new trades are opened.",
  ],
  [
    "account_held",
    changed({ accountHeld: "Your account is being compared with the exchange." }),
    "Your account is being compared with the exchange.",
  ],
  [
    "api_errors",
    changed({ errorsLastMinute: 10 }),
    "The exchange answered with 10 errors within a minute; from 10 on nothing new is opened.",
  ],
  [
    "symbol",
    changed({ symbol: "DOGE/USDT" }),
    "DOGE/USDT is not among the symbols that you allowed: BTC/USDT, ETH/USDT.",
  ],
  [
    "opposite",
    changed({ opposite: true }),
    "Your account already trades BTC/USDT the other way; the exchange would set one against the other. Leave that trade first.",
  ],
  ["stop_missing", changed({ stopLoss: null }), "The trade has no stop loss; every live trade needs one."],
  [
    "slippage_missing",
    changed({ maxSlippageBps: null }),
    "The trade has no bound on slippage; every live trade needs one.",
  ],
  [
    "price_stale",
    changed({ market: { bid: dec(42_000), ask: dec(42_000), at: utcMs(NOW - 30_001) } }),
    "The last price of BTC/USDT is 30.1 s old; at most 30 s are allowed.",
  ],
  ["price_stale", changed({ market: null }), "There is no market price of BTC/USDT."],
  [
    "too_old",
    changed({ signal: { at: utcMs(NOW - 30_100), maxAgeSec: 30 } }),
    "The signal is 30.1 s old; it allows 30 s.",
  ],
  [
    "moved",
    changed({ market: { bid: dec(42_210), ask: dec("42214.2"), at: NOW } }),
    "The price moved 51 bps against you, from 42,000 to 42,214.2; 50 bps are allowed.",
  ],
  [
    "past_stop",
    changed({ market: { bid: dec(41_000), ask: dec(41_001), at: NOW } }),
    "The price (41,000) has already reached the stop at 41,000.",
  ],
  ["min_trade", changed({ qty: dec("0.00004") }), "The trade would be 1.68 USD; the smallest is 2 USD."],
  ["max_trade", changed({ qty: dec("0.0012") }), "The trade would be 50.4 USD; your limit is 50 USD a trade."],
  ["leverage", changed({ leverage: dec(4) }), "The trade would use 4x; your limit is 3x."],
  [
    "entries_day",
    changed({ today: { entries: 20, usd: dec(0) } }),
    "20 trades were opened today (UTC); your limit is 20 a day.",
  ],
  [
    "portfolio_risk",
    changed({ openRisk: dec("9.01") }),
    "All open trades together would lose 10.01 USD at their stops; your limit is 1 % of your equity, 10 USD.",
  ],
  [
    "drawdown",
    changed({ drawdown: dec(500) }),
    "Your account is 500 USD below its highest value; at 500 USD nothing new is opened.",
  ],
  ["run_loss", changed({ runLoss: dec(200) }), "This run has lost 200 USD; at 200 USD nothing new is opened."],
  [
    "identity",
    changed({ ...large, qty: dec("1.000001") }),
    "KYC verification required: one trade of more than 10,000 USD needs a verified identity.",
  ],
  [
    "identity_day",
    changed({ ...large, qty: dec(1), today: { entries: 0, usd: dec("40000.01") } }),
    "Daily limit exceeded: more than 50,000 USD on one day (UTC) needs a verified identity.",
  ],
  ["no_funds", changed({ free: dec(0) }), "No USDT available for trading"],
  ["funds", changed({ free: dec("41.99") }), "The trade needs 42 USDT; 41.99 USDT are free."],
];

describe("guards", () => {
  it("let a trade through that meets each limit exactly (K88, K93)", () => {
    expect(refuseOrder("ENTRY", fine, "planning")).toBeNull();
  });

  it.each(REFUSED)(
    "%s refuses the entry, says why, and lets the exit go (K88, K93, K94, O41, O51)",
    (code, facts, text) => {
      expect(refuseOrder("ENTRY", facts, "planning")).toEqual({ code, text });
      expect(refuseOrder("EXIT", facts, "planning")).toBeNull();
      expect(refuseOrder("STOP", facts, "sending")).toBeNull();
    },
  );

  it("are each shown refusing something", () => {
    expect(GUARDS.map((guard) => guard.code).filter((code) => !REFUSED.some(([tested]) => tested === code))).toEqual(
      [],
    );
  });

  it.each([
    ["10,000.00 USD without identity", changed({ ...large, qty: dec(1) })],
    ["the day's sum at 50,000.00", changed({ ...large, qty: dec(1), today: { entries: 0, usd: dec(40_000) } })],
    [
      "any size with an identity",
      changed({ ...large, qty: dec(100), limits: { ...limits, maxTradeUsd: dec(1e9), identityVerified: true } }),
    ],
    ["a price that moved in favour", changed({ market: { bid: dec(41_500), ask: dec(41_501), at: NOW } })],
    ["a short over its stop's right side", changed({ side: "SHORT", stopLoss: dec(43_000) })],
  ])("allow %s", (_name, facts) => {
    expect(refuseOrder("ENTRY", facts, "planning")).toBeNull();
  });

  it("count the quote at its price and the whole of a leveraged trade", () => {
    const inBitcoin = { ...large, limits: { ...limits, maxTradeUsd: dec(1e9), maxLeverage: dec(10) } };
    const facts = changed({
      ...inBitcoin,
      qty: dec("0.0001"),
      leverage: dec(10),
      free: dec(1),
      usdPerQuote: dec(10_001),
    });
    expect(refuseOrder("ENTRY", facts, "planning")?.code).toBe("identity");
  });

  it("ask again at sending for what time can change, and not for counters that already count this trade", () => {
    const late = changed({ signal: { at: utcMs(NOW - 31_000), maxAgeSec: 30 }, today: { entries: 99, usd: dec(0) } });
    expect(refuseOrder("ENTRY", late, "sending")?.code).toBe("too_old");
    expect(refuseOrder("ENTRY", limited({ entriesPerDay: 0, maxTradeUsd: dec(1) }), "sending")).toBeNull();
  });
});
