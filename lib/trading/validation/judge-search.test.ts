import { describe, expect, it } from "vitest";
import { createRandom } from "@/lib/kernel/random";
import { blockSumsOf } from "./block-sums.ts";
import { judgeSearch } from "./judge-search.ts";
import { overfittingOf } from "./pbo.ts";
import { emptyTrialReturns, noteTrial } from "./trial-returns.ts";

const DAYS = 481;
/** Equity of a trial whose daily returns have mean `drift` and standard deviation 0.01. */
const walk = (seed: number, drift = 0): Float64Array => {
  const random = createRandom(seed);
  let equity = 10_000;
  return Float64Array.from({ length: DAYS }, (_, n) => {
    if (n > 0) equity *= 1 + drift + 0.01 * random.gauss();
    return equity;
  });
};
const judge = (curves: readonly Float64Array[], best = 0, trials = curves.length) => {
  const returns = emptyTrialReturns(curves.length, DAYS);
  for (const [row, curve] of curves.entries()) noteTrial(returns, row, curve);
  return judgeSearch(trials, returns, curves[best] ?? new Float64Array());
};
const bestOf = (curves: readonly Float64Array[]): number =>
  curves.reduce((best, curve, n) => ((curve.at(-1) ?? 0) > (curves[best]?.at(-1) ?? 0) ? n : best), 0);

describe("the verdict on a search", () => {
  const noise = Array.from({ length: 60 }, (_, seed) => walk(seed));

  it("calls the best of noise luck", () => {
    const verdict = judge(noise, bestOf(noise));
    expect(verdict.trials).toBe(60);
    expect(verdict.luck.level).toBe("likely_luck");
    expect(verdict.luck.text).toMatch(/^Best of 60 trials\. .*: likely luck\.$/);
    expect(verdict.overfitting?.pbo).toBeGreaterThan(0.2);
    const { observed = 0, expectedByLuck = 0, probabilistic = 0, deflated = 1 } = verdict.sharpe ?? {};
    // By itself it looks skilful; the best of 60 ratios that vary by 1 / 480 a day is expected at 2.3 standard deviations
    expect(probabilistic).toBeGreaterThan(0.95);
    expect(deflated).toBeLessThan(0.8);
    expect(observed).toBeGreaterThan(1);
    expect(Math.abs(expectedByLuck - 2.32 * Math.sqrt(365 / 480))).toBeLessThan(0.4);
  });
  it("lets real skill pass", () => {
    const verdict = judge([...noise, walk(999, 0.004)], 60);
    expect(verdict.luck.level).toBe("sound");
    expect(verdict.overfitting?.pbo).toBe(0);
  });
  it("deflates by every set that was tried, wherever", () => {
    const [few, many] = [judge(noise, 3, 60), judge(noise, 3, 60_000)];
    expect(many.sharpe?.deflated).toBeLessThan(few.sharpe?.deflated ?? 0);
    expect(many.sharpe?.probabilistic).toBe(few.sharpe?.probabilistic);
    expect(many.luck.text).toMatch(/^Best of 60,000 trials/);
  });
  it("ranks what the block sums of the same returns rank", () => {
    const sums = noise.map((curve) =>
      blockSumsOf(Float64Array.from({ length: DAYS - 1 }, (_, n) => (curve[n + 1] ?? 0) / (curve[n] ?? 1) - 1)),
    );
    const whole = overfittingOf(sums);
    const { overfitting } = judge(noise);
    expect(overfitting).toMatchObject({
      pbo: whole.pbo,
      degradation: whole.degradation,
      lossProbability: whole.lossProbability,
    });
    const histogram = overfitting?.histogram ?? [];
    expect(histogram.reduce((sum, bin) => sum + bin.splits, 0)).toBe(12_870);
    expect(histogram.filter((bin) => bin.to <= 1e-9).reduce((sum, bin) => sum + bin.splits, 0) / 12_870).toBeCloseTo(
      whole.pbo,
      12,
    );
  });
  it("leaves out trials that came to nothing, but counts them", () => {
    const ruined = walk(7).map((equity, day) => (day < 200 ? equity : 0));
    const verdict = judge([...noise, ruined]);
    expect(verdict.overfitting).toEqual(judge(noise).overfitting);
    expect(verdict.trials).toBe(61);
    expect(judge([...noise, ruined], 60).sharpe).toBeNull();
  });
  it("says so when there are too few days", () => {
    const short = noise.map((curve) => curve.subarray(0, 20));
    const returns = emptyTrialReturns(60, 20);
    for (const [row, curve] of short.entries()) noteTrial(returns, row, curve);
    const verdict = judgeSearch(60, returns, short[0] ?? new Float64Array());
    expect(verdict).toMatchObject({ overfitting: null, sharpe: null, luck: { level: "unknown" } });
  });
  it("asks nothing of a single trial but its own record", () => {
    const verdict = judge([walk(3, 0.002)]);
    expect(verdict.overfitting).toBeNull();
    expect(verdict.sharpe?.deflated).toBe(verdict.sharpe?.probabilistic);
    expect(verdict.sharpe?.expectedByLuck).toBe(0);
  });
});
