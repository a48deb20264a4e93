import { describe, expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { LIMIT_CEILINGS, type OwnLimits, overPlan, raisedLimits, withinPlan } from "./limit-change.ts";

/** A new tenant's (SPEC 6). */
const DEFAULTS: OwnLimits = {
  maxTradeUsd: dec(50),
  entriesPerDay: 20,
  portfolioRiskPct: dec(1),
  runLossUsd: dec(200),
  drawdownUsd: dec(500),
  maxLeverage: dec(3),
  symbols: ["BTC/USDT", "ETH/USDT"],
};
const RAISES: readonly (readonly [keyof OwnLimits, Partial<OwnLimits>])[] = [
  ["maxTradeUsd", { maxTradeUsd: dec("50.01") }],
  ["entriesPerDay", { entriesPerDay: 21 }],
  ["portfolioRiskPct", { portfolioRiskPct: dec("1.01") }],
  ["runLossUsd", { runLossUsd: dec("200.01") }],
  ["drawdownUsd", { drawdownUsd: dec("500.01") }],
  ["maxLeverage", { maxLeverage: dec("3.1") }],
  ["symbols", { symbols: ["BTC/USDT", "SOL/USDT"] }],
];

describe("a change of limits (K93)", () => {
  it.each(RAISES)("counts a wider %s as a raise", (field, more) => {
    expect(raisedLimits(DEFAULTS, { ...DEFAULTS, ...more })).toEqual([field]);
  });

  it("counts what stays or gets narrower as none", () => {
    const narrower = { ...DEFAULTS, maxTradeUsd: dec(10), entriesPerDay: 1, symbols: ["BTC/USDT"] };
    expect(raisedLimits(DEFAULTS, DEFAULTS)).toEqual([]);
    expect(raisedLimits(DEFAULTS, narrower)).toEqual([]);
  });

  it.each(RAISES.filter(([field]) => field !== "symbols"))("above the plan is refused at %s", (field, more) => {
    expect(Object.keys(overPlan({ ...DEFAULTS, ...more }, "TRIAL") ?? {})).toEqual([field]);
    expect(overPlan({ ...DEFAULTS, ...more }, "STARTER")).toBeNull();
  });

  it("says the most that the plan allows and the plan that would do", () => {
    expect(overPlan({ ...DEFAULTS, maxTradeUsd: dec(5_000) }, "STARTER")).toEqual({
      maxTradeUsd: ["Your plan Starter allows at most 2,500 USD. Pro allows it."],
    });
    expect(overPlan({ ...DEFAULTS, maxTradeUsd: dec(2e6) }, "PRO")).toEqual({
      maxTradeUsd: ["Your plan Pro allows at most 50,000 USD."],
    });
    const many = Array.from({ length: 21 }, (_, at) => `C${at}/USDT`);
    expect(overPlan({ ...DEFAULTS, symbols: many }, "STARTER")).toEqual({
      symbols: ["Your plan Starter allows at most 20 symbols. Pro allows it."],
    });
  });

  it("lets a tenant have exactly what his plan allows", () => {
    for (const plan of ["TRIAL", "STARTER", "PRO", "MANAGED"] as const) {
      const most = { ...LIMIT_CEILINGS[plan], symbols: ["BTC/USDT"] };
      expect(overPlan(most, plan)).toBeNull();
      expect(withinPlan(most, plan)).toEqual(most);
    }
  });

  it("holds what was set on a larger plan to the smaller one", () => {
    const large = { ...LIMIT_CEILINGS.PRO, symbols: ["A/USDT", "B/USDT", "C/USDT"] };
    expect(withinPlan(large, "TRIAL")).toEqual({ ...LIMIT_CEILINGS.TRIAL, symbols: ["A/USDT", "B/USDT"] });
  });
});
