import { describe, expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { moneyBackUntil, planGiven } from "./plan-subscription.ts";

const now = utcMs(new Date("2026-11-01T00:00:00Z"));
const later = (days: number) => utcMs(now + days * DAY_MS);

describe("what a plan's subscription gives", () => {
  const paid = { plan: "PRO", status: "ACTIVE", next: null, pastDueSince: null } as const;

  it.each([
    ["ACTIVE", null, "PRO"],
    ["PAST_DUE", later(-6), "PRO"],
    ["PAST_DUE", later(-7), "TRIAL"],
    ["PENDING", null, "TRIAL"],
    ["PAUSED", null, "TRIAL"],
    ["CANCELLED", null, "TRIAL"],
    ["EXPIRED", null, "TRIAL"],
  ] as const)("%s, past due since %s: %s", (status, pastDueSince, plan) => {
    expect(planGiven({ ...paid, status, pastDueSince }, now)).toBe(plan);
  });

  it("is the smaller plan from the period's end on, and not a moment before", () => {
    const next = { plan: "STARTER", amount: minor(4_900), at: later(3) } as const;
    expect(planGiven({ ...paid, next }, utcMs(later(3) - 1))).toBe("PRO");
    expect(planGiven({ ...paid, next }, later(3))).toBe("STARTER");
  });
});

describe("the money back", () => {
  const starter = {
    plan: "STARTER",
    boughtPlan: "STARTER",
    status: "ACTIVE",
    upgradedAt: null,
    activatedAt: now,
    moneyBackAt: null,
  } as const;

  it("is for 30 days", () => {
    expect(moneyBackUntil(starter, false)).toBe(later(30));
  });

  it("is for who began with Starter, is still on it, and never had it before", () => {
    expect(moneyBackUntil(starter, true)).toBeNull();
    expect(moneyBackUntil({ ...starter, boughtPlan: "PRO" }, false)).toBeNull();
    expect(moneyBackUntil({ ...starter, plan: "PRO", upgradedAt: later(1) }, false)).toBeNull();
    expect(moneyBackUntil({ ...starter, status: "CANCELLED" }, false)).toBeNull();
    expect(moneyBackUntil({ ...starter, moneyBackAt: later(2) }, false)).toBeNull();
  });
});
