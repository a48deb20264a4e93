import { expect, it } from "vitest";
import { utcMs } from "@/lib/kernel/time";
import { discountWords, isUsable, type PromotionCode, priceAfter } from "./promotion-code.ts";

const CODE: PromotionCode = {
  id: "pmc_1",
  strategyId: "str_1",
  code: "EARLY20",
  percentOff: 20,
  duration: "ONCE",
  months: null,
  usesMax: null,
  expiresAt: null,
  endedAt: null,
};

it.each([
  ["without an end or a limit", {}, 1_000, true],
  ["before its last use", { usesMax: 3 }, 2, true],
  ["after its last use", { usesMax: 3 }, 3, false],
  ["a moment before it ends", { expiresAt: utcMs(101) }, 0, true],
  ["at the moment it ends", { expiresAt: utcMs(100) }, 0, false],
  ["once its provider took it back", { endedAt: utcMs(1) }, 0, false],
])("%s: used %#", (_name, more, uses, usable) => {
  expect(isUsable({ ...CODE, ...more }, uses, utcMs(100))).toBe(usable);
});

it.each([
  ["ONCE", null, "20 % off the first payment"],
  ["MONTHS", 1, "20 % off for 1 month"],
  ["MONTHS", 3, "20 % off for 3 months"],
  ["FOREVER", null, "20 % off for good"],
] as const)("says what %s of %s months gives", (duration, months, words) => {
  expect(discountWords({ percentOff: 20, duration, months })).toBe(words);
});

it.each([
  [9_999, 25, 7_499], // 2,499.75 off
  [9_999, 100, 0],
  [50, 1, 49], // 0.5 off
])("leaves of %i after %i %% off %i", (price, percentOff, left) => {
  expect(priceAfter(price, { percentOff })).toBe(left);
});
