import { describe, expect, it } from "vitest";
import { normalCdf, normalQuantile } from "./normal.ts";

/** From mpmath 30 digits: ncdf(x), and the root of ncdf(x) = p for p as the nearest double. */
const CDF: readonly (readonly [x: number, p: number])[] = [
  [-37, 5.725571222524577e-300],
  [-12, 1.776482112077679e-33],
  [-8, 6.220960574271784e-16],
  [-5, 2.866515718791939e-7],
  [-3.000001, 0.0013498935997883303],
  [-3, 0.0013498980316300946],
  [-2.9999, 0.001350341282954924],
  [-1.2345, 0.10850832336267016],
  [-0.5, 0.3085375387259869],
  [-1e-9, 0.49999999960105773],
  [0, 0.5],
  [1, 0.8413447460685429],
  [1.959963984540054, 0.975],
  [2.5, 0.9937903346742238],
  [3, 0.9986501019683699],
  [4, 0.9999683287581669],
  [8, 0.9999999999999993],
];
const QUANTILE: readonly (readonly [p: number, x: number])[] = [
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798407],
  [1e-8, -5.612001244174789],
  [0.001, -3.0902323061678136],
  [0.01, -2.326347874040841],
  [0.02425, -1.972961051311885],
  [0.25, -0.6744897501960817],
  [0.49999, -2.5066282748960008e-5],
  [0.6, 0.2533471031357997],
  [0.975, 1.9599639845400538],
  [0.99, 2.3263478740408408],
  [0.999999, 4.753424308817087],
];
const relative = (got: number, want: number): number => Math.abs(got - want) / Math.abs(want);

describe("the normal distribution", () => {
  it.each(CDF)("P(Z ≤ %d) = %d", (x, p) => {
    expect(relative(normalCdf(x), p)).toBeLessThan(2e-13);
    expect(Math.abs(normalCdf(x) - p)).toBeLessThan(1e-15);
  });
  it.each(QUANTILE)("is %d below the quantile %d", (p, x) => {
    expect(relative(normalQuantile(p), x)).toBeLessThan(1e-11);
    expect(Math.abs(normalQuantile(p) - x)).toBeLessThan(2e-14);
  });
  it("has its ends", () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(Number.NaN)]).toEqual([NaN, NaN, NaN]);
    expect([normalCdf(-50), normalCdf(50), normalCdf(Number.NaN)]).toEqual([0, 1, NaN]);
  });
});
