import { describe, expect, it } from "vitest";
import { createRandom } from "@/lib/kernel/random";
import { type MonteCarloSetup, monteCarlo, relativeResults } from "./monte-carlo.ts";
import { quantile } from "./quantile.ts";
import { shuffle } from "./shuffle.ts";

const setup: MonteCarloSetup = {
  results: new Float64Array([10, -20, 30]),
  cash: 100,
  compounding: false,
  draws: "shuffle",
  runs: 6_000,
  seed: 1,
};

describe("a quantile", () => {
  it("is numpy's", () => {
    // numpy.quantile([1, 2, 4, 8], [0, .05, .25, .5, .95, 1])
    const sorted = new Float64Array([1, 2, 4, 8]);
    const found = [0, 0.05, 0.25, 0.5, 0.95, 1].map((p) => quantile(sorted, p));
    for (const [n, want] of [1, 1.15, 1.75, 3, 7.4, 8].entries()) expect(found[n]).toBeCloseTo(want, 12);
    expect(quantile(new Float64Array(), 0.5)).toBeNaN();
  });
});

describe("a shuffle", () => {
  it("makes every order equally often, one after the other", () => {
    const random = createRandom(12);
    const values = new Float64Array([1, 2, 3]);
    const counts = new Map<string, number>();
    for (let n = 0; n < 6_000; n += 1) {
      shuffle(values, random);
      counts.set(values.join(), (counts.get(values.join()) ?? 0) + 1);
    }
    // Chi-square with 5 degrees of freedom: 20.5 is passed once in a thousand
    expect(counts.size).toBe(6);
    expect([...counts.values()].reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)).toBeLessThan(20.5);
  });
});

describe("the trades in another order", () => {
  /**
   * By hand, from 100: +10 −20 +30 and +10 +30 −20 fall 20 from 110 and from 140; −20 … falls 20 from 100 (twice);
   * +30 −20 +10 falls 20 from 130; +30 +10 −20 falls 20 from 140. In percent: 18.18, 14.29, 20, 20, 15.38, 14.29.
   */
  it("ends where it ended, on ways of the depths that all six orders have", () => {
    const found = monteCarlo(setup);
    expect(found.finalEquity).toEqual({ p5: 120, p25: 120, p50: 120, p75: 120, p95: 120 });
    expect(found).toMatchObject({ runs: 6_000, trades: 3, lossProbability: 0, ruinProbability: 0 });
    const { p5, p25, p50, p75, p95 } = found.maxDrawdownPct;
    for (const [got, fall] of [
      [p5, 20 / 100],
      [p25, 20 / 100],
      [p75, 20 / 140],
      [p95, 20 / 140],
    ] as const)
      expect(got).toBeCloseTo(-100 * fall, 10);
    expect(Math.min(Math.abs(p50 + 2_000 / 110), Math.abs(p50 + 2_000 / 130))).toBeLessThan(1e-10);
    expect(found.bands.map(({ trade }) => trade)).toEqual([0, 1, 2, 3]);
    expect(found.bands[0]).toEqual({ trade: 0, p5: 100, p25: 100, p50: 100, p75: 100, p95: 100 });
    expect(found.bands[1]).toEqual({ trade: 1, p5: 80, p25: 80, p50: 110, p75: 130, p95: 130 });
  });
  it("puts each trade first equally often", () => {
    // The ruinous trade comes first in a third of the runs; 5 standard errors are 0.0305
    const { ruinProbability } = monteCarlo({ ...setup, results: new Float64Array([-100, 50, 60]) });
    expect(Math.abs(ruinProbability - 1 / 3)).toBeLessThan(0.0305);
  });
  it("draws with repeats when asked: the end has the binomial's spread", () => {
    // 100 trades of ±1, drawn again: mean 0, standard deviation 10
    const results = Float64Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? 1 : -1));
    const { finalEquity, lossProbability } = monteCarlo({
      ...setup,
      results,
      cash: 1_000,
      draws: "bootstrap",
      runs: 20_000,
    });
    expect(finalEquity.p50).toBe(1_000);
    expect(Math.abs(finalEquity.p95 - 1_016)).toBeLessThanOrEqual(2);
    expect(Math.abs(finalEquity.p5 - 984)).toBeLessThanOrEqual(2);
    expect(Math.abs(lossProbability - 0.4602)).toBeLessThan(0.02); // P(S < 0) = (1 − C(100, 50) / 2¹⁰⁰) / 2
  });
  it("compounds parts of the equity", () => {
    const found = monteCarlo({ ...setup, results: new Float64Array([0.5, -0.5]), compounding: true });
    expect(found.finalEquity.p50).toBe(75);
    expect(found.maxDrawdownPct).toMatchObject({ p5: -50, p95: -50 });
    expect([...relativeResults(new Float64Array([10, -55, 55, -200, 5]), 100)]).toEqual([0.1, -0.5, 1, -200 / 110, 0]);
  });
  it("stays at nothing once nothing is left", () => {
    const found = monteCarlo({ ...setup, results: new Float64Array([-150, 500]), seed: 3 });
    expect(found.finalEquity).toMatchObject({ p5: 0, p95: 450 });
    expect(found.maxDrawdownPct.p5).toBe(-100);
    expect(Math.abs(found.ruinProbability - 0.5)).toBeLessThan(0.04);
    expect(found.lossProbability).toBe(found.ruinProbability);
  });
  it("repeats with its seed, and differs without", () => {
    const results = Float64Array.from({ length: 500 }, (_, n) => Math.sin(n) * 10);
    const run = (seed: number) => monteCarlo({ ...setup, results, runs: 200, seed });
    expect(run(5)).toEqual(run(5));
    expect(run(5).maxDrawdownPct).not.toEqual(run(6).maxDrawdownPct);
    expect(run(5).bands).toHaveLength(201);
    expect(run(5).bands.at(-1)?.trade).toBe(500);
  });
  it("says of no trades that nothing happened, and refuses what is no setup", () => {
    const { bands, finalEquity } = monteCarlo({ ...setup, results: new Float64Array() });
    expect(bands).toHaveLength(1);
    expect(finalEquity.p50).toBe(100);
    expect(() => monteCarlo({ ...setup, runs: 0 })).toThrow(/0 runs/);
    expect(() => monteCarlo({ ...setup, cash: 0 })).toThrow(/no cash/);
    expect(() => monteCarlo({ ...setup, results: new Float64Array([1, Number.NaN]) })).toThrow(/no number/);
  });
});
