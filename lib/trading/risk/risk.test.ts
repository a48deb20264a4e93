import { describe, expect, it } from "vitest";
import { stepSize } from "../orders/step-size.ts";
import { freeCash } from "./free-cash.ts";
import { liquidationPrice } from "./liquidation-price.ts";
import { type SizingBasis, sizeEntry } from "./size-entry.ts";

const basis: SizingBasis = {
  side: 1,
  price: 100,
  stop: Number.NaN,
  feeRate: 0.001,
  equity: 10_000,
  freeCash: 10_000,
  leverage: 1,
  lot: null,
  minNotional: 0,
};

describe("the size of an entry", () => {
  it("by units is what was asked for, down to the lot", () => {
    expect(sizeEntry({ type: "units", value: 1.2345 }, basis)).toBe(1.2345);
    expect(sizeEntry({ type: "units", value: 1.2345 }, { ...basis, lot: stepSize(0.01) })).toBe(1.23);
  });
  it("by money is money / price: 2,500 / 80 = 31.25, the fee on top", () => {
    expect(sizeEntry({ type: "quote", value: 2_500 }, { ...basis, price: 80 })).toBe(31.25);
  });
  it("by percent of free cash leaves room for the fee: floor(0.95 × 10,000 / (0.6328 × 1.001)) = floor(14,997.62…) = 14,997", () => {
    const whole = { ...basis, price: 0.6328, lot: stepSize(1) };
    expect(sizeEntry({ type: "equityPct", value: 95 }, whole)).toBe(14_997);
  });
  it("by percent counts what no position binds, not the equity: 0.5 × 4,000 / (100 × 1.001) = 19.98…", () => {
    const size = sizeEntry({ type: "equityPct", value: 50 }, { ...basis, freeCash: 4_000, lot: stepSize(0.01) });
    expect(size).toBe(19.98);
  });
  it("of all cash spends all of it and never a digit more", () => {
    for (let cents = 1; cents < 5_000; cents += 1) {
      const free = cents / 100;
      const size = sizeEntry({ type: "equityPct", value: 100 }, { ...basis, price: 1.1, freeCash: free });
      const cost = Number(size) * 1.1 + Number(size) * 1.1 * 0.001;
      expect(cost).toBeLessThanOrEqual(free);
      expect(cost).toBeGreaterThan(free * (1 - 1e-14));
    }
  });
  it("by risk loses that percent at the stop: 1 % of 10,000 = 100; 100 / (100 − 96) = 25; a short's stop lies above: 100 / (104 − 100) = 25", () => {
    expect(sizeEntry({ type: "riskPct", value: 1 }, { ...basis, stop: 96 })).toBe(25);
    expect(sizeEntry({ type: "riskPct", value: 1 }, { ...basis, side: -1, stop: 104 })).toBe(25);
  });
  it.each([
    ["no stop to measure to", Number.NaN],
    ["a stop at the price", 100],
    ["a stop that is passed already", 101],
  ])("by risk is refused with %s", (_, stop) => {
    expect(sizeEntry({ type: "riskPct", value: 1 }, { ...basis, stop })).toBe("no_stop");
  });
  it("is refused at 0 after the lot: 9 / 10 lots", () => {
    expect(sizeEntry({ type: "units", value: 0.09 }, { ...basis, lot: stepSize(0.1) })).toBe("zero_quantity");
  });
  it("is measured against the smallest order after the lot: 0.59 goes to 0.5, and 0.5 × 100 = 50 < 59", () => {
    const small = { ...basis, lot: stepSize(0.1), minNotional: 59 };
    expect(sizeEntry({ type: "units", value: 0.59 }, small)).toBe("below_min_notional");
    expect(sizeEntry({ type: "units", value: 0.59 }, { ...small, minNotional: 50 })).toBe(0.5);
  });
  it("must fit into the cash with its fee: 99.9 × 100 × 1.001 = 9,999.99 fits, 100 × 100 × 1.001 = 10,010 does not", () => {
    expect(sizeEntry({ type: "units", value: 99.9 }, basis)).toBe(99.9);
    expect(sizeEntry({ type: "units", value: 100 }, basis)).toBe("no_cash");
  });
  it("binds a fraction with leverage: 900 × 100 / 10 + 90 = 9,090 of 10,000; 1,000 × 100 / 10 + 100 = 10,100 is too much", () => {
    expect(sizeEntry({ type: "units", value: 900 }, { ...basis, leverage: 10 })).toBe(900);
    expect(sizeEntry({ type: "units", value: 1_000 }, { ...basis, leverage: 10 })).toBe("no_cash");
  });
  it("is not enlarged by leverage", () => {
    const sizing = { type: "equityPct", value: 50 } as const;
    expect(sizeEntry(sizing, { ...basis, leverage: 10 })).toBe(sizeEntry(sizing, basis));
  });
});

describe("free cash", () => {
  it("is the cash of a long without leverage, to the bit", () => {
    expect(freeCash(123.456_789, 7.3, 61_987.3, 1)).toBe(123.456_789);
  });
  it("does not spend a short's proceeds: 1,000 and 5 sold at 100 are 1,500 in cash; equity 1,000 − 500 bound = 500", () => {
    expect(freeCash(1_500, -5, 100, 1)).toBe(500);
  });
  it("of a long ×4, 8 bought at 100 of 1,000: cash 200, equity at 110 = 1,080, less 880 / 4 = 220 leaves 860", () => {
    expect(freeCash(200, 8, 110, 4)).toBe(860);
  });
});

describe("the liquidation price", () => {
  it("of a long ×10 from 100 with 0.5 %: 100 × 0.9 / 0.995 = 90.4522…", () => {
    const price = liquidationPrice(1, 100, 10, 0.005);
    expect(price).toBe(90 / 0.995);
    // what is left there: margin 10 + result (p − 100) is 0.5 % of p
    expect(10 + price - 100).toBeCloseTo(0.005 * price, 12);
  });
  it("of a short ×10 from 100 with 0.5 %: 100 × 1.1 / 1.005 = 109.4527…", () => {
    const price = liquidationPrice(-1, 100, 10, 0.005);
    expect(price).toBeCloseTo(110 / 1.005, 12);
    expect(10 + 100 - price).toBeCloseTo(0.005 * price, 12);
  });
  it("is not there for a long that was paid in full", () => {
    expect(liquidationPrice(1, 100, 1, 0.005)).toBeNaN();
  });
});
