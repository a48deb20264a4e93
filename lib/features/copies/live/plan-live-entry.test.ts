import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { EntrySignal, Follower } from "../plan-entry.ts";
import { planLiveEntry } from "./plan-live-entry.ts";

const NOW = utcMs(Date.UTC(2026, 0, 15, 12));
const BTC = {
  symbol: "BTC/USDT",
  market: "spot" as const,
  tick: dec("0.01"),
  lot: dec("0.00001"),
  minNotional: dec(5),
  makerBps: dec(10),
  takerBps: dec(10),
};
const LONG: EntrySignal = {
  side: "LONG",
  stopLoss: dec(41_000),
  nextTarget: dec(43_000),
  leverage: dec(1),
  maxAgeSec: 30,
  maxSlippageBps: 50,
  openedAt: utcMs(NOW - 1_000),
  reference: dec(42_000),
  movedOn: false,
};
const ME: Follower = {
  sizing: { type: "quote", value: dec(50) },
  limits: { maxTradeQuote: null, maxOpenPositions: null },
  equity: dec(1_000),
  freeCash: dec(1_000),
  openPositions: 0,
};

function plan(signal: Partial<EntrySignal> = {}, follower: Partial<Follower> = {}, bid = 42_000, ask = 42_010) {
  const market = { instrument: BTC, quote: { bid: dec(bid), ask: dec(ask) }, at: NOW };
  const result = planLiveEntry({ ...LONG, ...signal }, market, { ...ME, ...follower }, NOW);
  return result.ok
    ? { qty: plain(result.value.qty), limit: plain(result.value.limit), wanted: plain(result.value.wanted) }
    : result.skip.code;
}

function leverageOf(signal: Partial<EntrySignal>): string | null {
  const swap = { ...BTC, symbol: "BTC/USDT:USDT", market: "swap" as const };
  const market = { instrument: swap, quote: { bid: dec(42_000), ask: dec(42_010) }, at: NOW };
  const result = planLiveEntry({ ...LONG, ...signal }, market, ME, NOW);
  return result.ok ? plain(result.value.leverage) : null;
}

describe("an entry on a follower's own account", () => {
  it("is sized at the worst price it may pay, so that 50 USDT stay 50 USDT", () => {
    // 42,000 + 50 bps = 42,210; 50 / 42,210 = 0.0011845…, to the lot 0.00118. Wanted: 50 / 42,000.
    expect(plan()).toEqual({ qty: "0.00118", limit: "42210", wanted: "0.00119047619047619" });
  });

  it.each([
    // 10 % of 1,000 with its fee: 100 / (42,210 × 1.001) = 0.0023667…
    ["equityPct", 10, "0.00236"],
    // 1 % of 1,000 lost between 42,210 and 41,000: 10 / 1,210 = 0.0082644…
    ["riskPct", 1, "0.00826"],
    ["units", "0.0123456", "0.01234"],
  ] as const)("sizes by %s %s to %s", (type, value, qty) => {
    expect(plan({}, { sizing: { type, value: dec(value) } })).toMatchObject({ qty });
  });

  it("is refused above the largest order, and measured by what was wanted below it", () => {
    const listed = (orderMax: string) => {
      const market = { instrument: { ...BTC, orderMax: dec(orderMax) }, quote: { bid: dec(42_000), ask: dec(42_010) } };
      const result = planLiveEntry(LONG, { ...market, at: NOW }, ME, NOW);
      return result.ok ? [plain(result.value.qty), plain(result.value.wanted)] : result.skip.code;
    };
    expect(listed("0.00117")).toBe("above_max");
    expect(listed("0.00118")).toEqual(["0.00118", "0.00119047619047619"]);
  });

  it("caps a short from above: its limit lies under the reference", () => {
    const short = { side: "SHORT" as const, stopLoss: dec(43_000), nextTarget: dec(41_000) };
    // 42,000 - 50 bps = 41,790; sized at the bid: 50 / 42,000 = 0.00119…
    expect(plan(short)).toMatchObject({ qty: "0.00119", limit: "41790" });
  });

  it("is leveraged so that its stop comes before a forced close, of the worst price that it may pay", () => {
    expect(leverageOf({ leverage: dec(20) })).toBe("20");
    // 42,210 / (42,210 - 38,000 + 380) = 9.2
    expect(leverageOf({ leverage: dec(20), stopLoss: dec(38_000) })).toBe("9");
  });

  it("may add what could not be sold again alone, but not begin with it", () => {
    // 0.00012 BTC are worth 5.06 at 42,210 and 4.92 at the stop.
    const sizing = { type: "units" as const, value: dec("0.00012") };
    expect(plan({}, { sizing })).toBe("below_min_notional");
    expect(plan({}, { sizing, held: dec("0.0004") })).toMatchObject({ qty: "0.00012" });
  });

  it.each([
    ["too_old", { openedAt: utcMs(NOW - 30_001) }, {}],
    ["signal_moved_on", { movedOn: true }, {}],
    ["slippage", { reference: dec(41_700) }, {}],
    ["past_stop", { stopLoss: dec(42_000) }, {}],
    ["past_target", { nextTarget: dec(42_000) }, {}],
    ["limit_positions", {}, { openPositions: 2, limits: { maxTradeQuote: null, maxOpenPositions: 2 } }],
    ["limit_trade", {}, { limits: { maxTradeQuote: dec(40), maxOpenPositions: null } }],
    // An addition and what it is added to are one trade, as they are on paper.
    ["limit_trade", {}, { heldCost: dec(50), limits: { maxTradeQuote: dec(99), maxOpenPositions: null } }],
    ["below_min_notional", {}, { sizing: { type: "quote" as const, value: dec(5) } }],
    ["not_enough_cash", {}, { freeCash: dec(49) }],
    ["no_equity", {}, { sizing: { type: "riskPct" as const, value: dec(1) }, equity: dec(0) }],
  ])("is skipped: %s", (code, signal, follower) => {
    expect(plan(signal, follower)).toBe(code);
  });
});
