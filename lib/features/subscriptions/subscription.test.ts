import { describe, expect, it } from "vitest";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { type AccessTerms, accessEndsAt, hasAccess, isLive, SUBSCRIPTION_STATUSES } from "./subscription.ts";

const NOW = utcMs(1_800_000_000_000);
const active: AccessTerms = {
  status: "ACTIVE",
  cancelAtPeriodEnd: false,
  currentPeriodEnd: utcMs(NOW + DAY_MS),
  pastDueSince: null,
  renewalHeldAt: null,
};

describe("hasAccess", () => {
  it("ends with what was paid while renewals wait for the provider", () => {
    const held = { ...active, renewalHeldAt: utcMs(NOW - DAY_MS) };
    expect(hasAccess(held, utcMs(NOW + DAY_MS - 1))).toBe(true);
    expect(hasAccess(held, utcMs(NOW + DAY_MS))).toBe(false);
  });

  it.each([
    ["PENDING", false],
    ["TRIALING", true],
    ["ACTIVE", true],
    ["PAUSED", false],
    ["CANCELLED", false],
    ["EXPIRED", false],
  ] as const)("%s opens: %s", (status, expected) => {
    expect(hasAccess({ ...active, status }, NOW)).toBe(expected);
  });

  it("keeps a renewing subscription open past its period end: a late renewal is no lapse", () => {
    expect(hasAccess({ ...active, currentPeriodEnd: utcMs(NOW - DAY_MS) }, NOW)).toBe(true);
  });

  it("closes a cancelled one at the millisecond its paid period ends", () => {
    const terms = { ...active, cancelAtPeriodEnd: true, currentPeriodEnd: NOW };
    expect(hasAccess(terms, utcMs(NOW - 1))).toBe(true);
    expect(hasAccess(terms, NOW)).toBe(false);
  });

  it("keeps a past-due one for exactly 7 days", () => {
    const terms = { ...active, status: "PAST_DUE", pastDueSince: NOW } as const;
    expect(hasAccess(terms, utcMs(NOW + 7 * DAY_MS - 1))).toBe(true);
    expect(hasAccess(terms, utcMs(NOW + 7 * DAY_MS))).toBe(false);
  });

  it("gives a past-due one without a start no access", () => {
    expect(hasAccess({ ...active, status: "PAST_DUE" }, NOW)).toBe(false);
  });

  it("ends a past-due and cancelled one at the earlier of both ends", () => {
    const terms = {
      status: "PAST_DUE",
      cancelAtPeriodEnd: true,
      currentPeriodEnd: utcMs(NOW + DAY_MS),
      pastDueSince: NOW,
      renewalHeldAt: null,
    } as const;
    expect(accessEndsAt(terms)).toBe(NOW + DAY_MS);
  });
});

it("counts all but ended ones as live", () => {
  expect(SUBSCRIPTION_STATUSES.filter((status) => !isLive(status))).toEqual(["CANCELLED", "EXPIRED"]);
});
