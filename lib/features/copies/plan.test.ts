import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { utcMs } from "@/lib/kernel/time";
import type { Instrument } from "@/lib/trading/market/instrument";
import { type EntryMarket, type EntrySignal, type Follower, planEntry, refuseEntry } from "./plan-entry.ts";
import { reduceAmount } from "./plan-exit.ts";

const instrument: Instrument = {
  symbol: "BTC/USDT",
  market: "spot",
  tick: dec("0.01"),
  lot: dec("0.00001"),
  minNotional: dec(5),
  makerBps: dec(10),
  takerBps: dec(10),
};
const now = utcMs(Date.UTC(2026, 0, 15, 12));
const long: EntrySignal = {
  side: "LONG",
  stopLoss: dec(41_000),
  nextTarget: dec(43_000),
  leverage: dec(1),
  maxAgeSec: 30,
  maxSlippageBps: 50,
  openedAt: now,
  reference: dec(42_285),
  movedOn: false,
};
const short: EntrySignal = {
  ...long,
  side: "SHORT",
  stopLoss: dec(43_500),
  nextTarget: dec(41_000),
  reference: dec(42_280),
};

function market(bid: string, ask: string, ageMs = 0): EntryMarket {
  return { instrument, quote: { bid: dec(bid), ask: dec(ask) }, receivedAt: utcMs(now - ageMs) };
}

describe("whether a signal may be entered at all", () => {
  it.each([
    ["at its own price", long, market("42280", "42285"), 0, null],
    ["at the last moment of its age", long, market("42280", "42285"), 30_000, null],
    ["a millisecond after it", long, market("42280", "42285"), 30_001, "too_old"],
    ["with a price of 30 s", long, market("42280", "42285", 30_000), 0, null],
    ["with one a millisecond older", long, market("42280", "42285", 30_001), 0, "no_market_price"],
    ["without any price", long, null, 0, "no_market_price"],
    // 50 bps of 42,285 are 211.425
    ["at exactly the slippage allowed, to the tick", long, market("42490", "42496.42"), 0, null],
    ["a tick beyond it", long, market("42490", "42496.43"), 0, "slippage"],
    ["far below, for a long", long, market("41500", "41505"), 0, null],
    ["at the stop", long, market("41000", "41005"), 0, "past_stop"],
    ["at the target", long, market("43000", "43005"), 0, "past_target"],
    ["a short whose bid fell beyond it", short, market("42068.59", "42073"), 0, "slippage"],
    ["a short whose bid rose", short, market("42900", "42905"), 0, null],
    ["a short at its stop", short, market("43495", "43500"), 0, "past_stop"],
    ["a short at its target", short, market("40995", "41000"), 0, "past_target"],
  ])("%s", (_name, signal, at, ageMs, code) => {
    expect(refuseEntry(signal, at, utcMs(now + ageMs))?.code ?? null).toBe(code);
  });
});

const follower: Follower = {
  sizing: { type: "quote", value: dec(1_000) },
  limits: { maxTradeQuote: null, maxOpenPositions: null },
  equity: dec(10_000),
  freeCash: dec(10_000),
  openPositions: 0,
};

describe("the size of one follower's copy", () => {
  const at = market("42280", "42285");
  it.each([
    // 1,000 / 42,285 = 0.0236490…
    ["quote", { type: "quote" as const, value: dec(1_000) }, "0.02364"],
    // 10 % of 10,000 with its fee: 1,000 / (42,285 x 1.001) = 0.0236254…
    ["equityPct", { type: "equityPct" as const, value: dec(10) }, "0.02362"],
    // 1 % of 10,000 lost at 41,000: 100 / 1,285 = 0.0778210…
    ["riskPct", { type: "riskPct" as const, value: dec(1) }, "0.07782"],
    ["units", { type: "units" as const, value: dec("0.012349") }, "0.01234"],
  ])("%s, rounded down to the lot", (_name, sizing, qty) => {
    const plan = planEntry(long, at, { ...follower, sizing });
    expect(plan.ok && plain(plan.value.fill.qty)).toBe(qty);
  });

  it("passes at the limits and is refused just beyond", () => {
    const limited = (maxTradeQuote: string, openPositions: number) =>
      planEntry(long, at, {
        ...follower,
        openPositions,
        limits: { maxTradeQuote: dec(maxTradeQuote), maxOpenPositions: 2 },
      });
    // 0.02364 x 42,285 = 999.6174
    expect(limited("999.6174", 1).ok).toBe(true);
    expect(limited("999.6173", 1)).toMatchObject({ ok: false, skip: { code: "limit_trade" } });
    expect(limited("999.6174", 2)).toMatchObject({ ok: false, skip: { code: "limit_positions" } });
  });
});

describe("the part that leaves at a target", () => {
  it.each([
    ["half", "0.02364", "0.02364", "0.5", "part", "0.01182"],
    ["a third, down to the lot", "0.02364", "0.02364", "0.3333333333", "part", "0.00787"],
    ["of the first size, not of what is left", "0.01", "0.02364", "0.4", "part", "0.00945"],
    ["more than is held: all", "0.005", "0.02364", "0.5", "all", "0.005"],
    // 0.0001 x 43,000 = 4.3 USDT, below the smallest order
    ["a rest too small to leave alone leaves along", "0.01192", "0.02364", "0.5", "all", "0.01192"],
    ["a part too small for an order stays", "0.0003", "0.0003", "0.3", "nothing", "0.00009"],
    ["less than a lot stays", "0.0002", "0.0002", "0.01", "nothing", "0"],
  ])("%s", (_name, qty, entryQty, fraction, take, amount) => {
    const decision = reduceAmount({ qty: dec(qty), entryQty: dec(entryQty) }, instrument, dec(fraction), dec(43_000));
    expect([decision.take, plain(decision.qty)]).toEqual([take, amount]);
  });
});
