import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stepDown, stepSize, stepUp } from "./step-size.ts";

describe("rounding to tick and lot", () => {
  it.each([
    [0.1, 0.37, 0.3, 0.4],
    [0.1, 0.3, 0.3, 0.3],
    // 0.1 + 0.2 is 0.30000000000000004: a float's noise is not a step
    [0.1, 0.1 + 0.2, 0.3, 0.3],
    // 0.7 + 0.1 is 0.7999999999999999
    [0.1, 0.7 + 0.1, 0.8, 0.8],
    [0.01, 61_987.309, 61_987.3, 61_987.31],
    [0.25, 10.3, 10.25, 10.5],
    [5, 12, 10, 15],
    // 119 × 0.3 is 35.699999999999996
    [0.3, 35.8, 35.7, 36],
    [1, 14_997.9, 14_997, 14_998],
    [0.000_1, 0.1, 0.1, 0.1],
    [1, 0.9, 0, 1],
  ])("with a step of %d, %d goes down to %d and up to %d", (size, value, down, up) => {
    expect(stepDown(stepSize(size), value)).toBe(down);
    expect(stepUp(stepSize(size), value)).toBe(up);
  });
  it("rounds nothing without a step, and hands on what is no number", () => {
    expect(stepDown(stepSize(0), 1.234_567)).toBe(1.234_567);
    expect(stepUp(stepSize(0.1), Number.NaN)).toBeNaN();
  });
  it("never moves by a whole step, stays on it when it is there, and writes decimals as they are read", () => {
    const size = fc.constantFrom(1, 0.1, 0.01, 0.001, 0.5, 0.25, 1e-8, 5);
    fc.assert(
      fc.property(size, fc.double({ min: 0, max: 1e6, noNaN: true }), (step, value) => {
        const down = stepDown(stepSize(step), value);
        const up = stepUp(stepSize(step), value);
        const noise = 2e-12 * Math.max(step, value);
        expect(down).toBeLessThanOrEqual(value + noise);
        expect(down).toBeGreaterThan(value - step - noise);
        expect(up).toBeGreaterThanOrEqual(value - noise);
        expect(up).toBeLessThan(value + step + noise);
        expect(stepDown(stepSize(step), down)).toBe(down);
        expect(stepUp(stepSize(step), down)).toBe(down);
        expect(String(down / step).length).toBeLessThan(30);
      }),
    );
  });
});
