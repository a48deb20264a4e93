import { describe, expect, it } from "vitest";
import { isLarger, isPlatformPlan, PLAN_LIMITS, PLATFORM_PLANS, type PlanLimits, planOffer } from "./platform-plan.ts";

describe("the limits of plans", () => {
  it("never allow less on a larger plan", () => {
    const limits = Object.keys(PLAN_LIMITS.TRIAL) as (keyof PlanLimits)[];
    for (const limit of limits) {
      const figures = PLATFORM_PLANS.map((plan) => PLAN_LIMITS[plan][limit]);
      expect(figures, limit).toEqual([...figures].sort((a, b) => a - b));
    }
  });

  it("keep a trial on paper", () => {
    expect(PLAN_LIMITS.TRIAL.liveFollows).toBe(0);
  });

  it("order the plans", () => {
    expect(isLarger("PRO", "STARTER")).toBe(true);
    expect(isLarger("PRO", "PRO")).toBe(false);
    expect(isLarger("TRIAL", "STARTER")).toBe(false);
    expect(isPlatformPlan("PRO")).toBe(true);
    expect(isPlatformPlan("pro")).toBe(false);
  });
});

describe("planOffer", () => {
  it.each([
    [1, "Starter allows 1: choose it under /billing/plan."],
    [2, "Pro allows 10: choose it under /billing/plan."],
    [11, "Managed allows 100: choose it under /billing/plan."],
    [101, "No plan allows that many."],
  ] as const)("names the smallest plan that allows %i live follows", (wanted, words) => {
    expect(planOffer("liveFollows", wanted)).toBe(words);
  });
});
