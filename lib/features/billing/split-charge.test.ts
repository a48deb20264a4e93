import fc from "fast-check";
import { expect, it } from "vitest";
import { minor } from "@/lib/kernel/money";
import { splitCharge } from "./split-charge.ts";

it("splits $99.99 at 20 % into $20.00 and $79.99", () => {
  expect(splitCharge(minor(9_999), 2_000)).toEqual({ platform: 2_000, provider: 7_999 });
});

it.each([
  [0, 0, 0],
  [1, 0, 1],
  [2, 0, 2],
  [3, 1, 2],
  [4_900, 980, 3_920],
])("splits %d at 20 %% into %d and %d", (total, platform, provider) => {
  expect(splitCharge(minor(total), 2_000)).toEqual({ platform, provider });
});

it("never makes or loses a cent", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), fc.integer({ min: 0, max: 10_000 }), (total, feeBps) => {
      const { platform, provider } = splitCharge(minor(total), feeBps);
      expect(platform + provider).toBe(total);
      expect(platform).toBeGreaterThanOrEqual(0);
      expect(provider).toBeGreaterThanOrEqual(0);
    }),
  );
});

it.each([
  [-1, 2_000],
  [100, -1],
  [100, 10_001],
])("refuses to split %d at %d bps", (total, feeBps) => {
  expect(() => splitCharge(minor(total), feeBps)).toThrow("cannot split");
});
