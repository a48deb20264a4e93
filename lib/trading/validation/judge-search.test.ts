import { describe, expect, it } from "vitest";
import { createRandom } from "@/lib/kernel/random";
import { blockSumsOf } from "./block-sums.ts";
import { observedSharpe } from "./deflated-sharpe.ts";
import { judgeSearch } from "./judge-search.ts";
import { overfittingOf } from "./pbo.ts";

const DAYS = 480;
/** Daily returns with mean `drift` and standard deviation 0.01. */
const walk = (seed: number, drift = 0, days = DAYS): Float64Array => {
  const random = createRandom(seed);
  return Float64Array.from({ length: days }, () => drift + 0.01 * random.gauss());
};
const judge = (returns: readonly Float64Array[], best = 0, trials = returns.length) =>
  judgeSearch({
    trials,
    sharpes: Float64Array.from(returns, (one) => observedSharpe(one).sharpe),
    blocks: returns.flatMap((one) => (one.length < 32 ? [] : [blockSumsOf(one)])),
    bestReturns: returns[best] ?? new Float64Array(),
  });
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
const bestOf = (returns: readonly Float64Array[]): number =>
  returns.reduce((best, one, n) => (sum(one) > sum(returns[best] ?? one) ? n : best), 0);

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
  it("shows the logits of all splits, what counts as overfit at or below 0", () => {
    const whole = overfittingOf(noise.map((one) => blockSumsOf(one)));
    const { overfitting } = judge(noise);
    expect(overfitting).toMatchObject({
      pbo: whole.pbo,
      degradation: whole.degradation,
      lossProbability: whole.lossProbability,
    });
    const histogram = overfitting?.histogram ?? [];
    expect(histogram.reduce((splits, bin) => splits + bin.splits, 0)).toBe(12_870);
    const overfit = histogram.filter((bin) => bin.to <= 1e-9).reduce((splits, bin) => splits + bin.splits, 0);
    expect(overfit / 12_870).toBeCloseTo(whole.pbo, 12);
  });
  it("ranks some of very many, spread over all of them", () => {
    const few = Array.from({ length: 5 }, (_, seed) => walk(seed, seed === 4 ? 0.01 : 0, 64));
    const many = Array.from({ length: 2_050 }, (_, n) => few[Math.floor(n / 410)] ?? walk(0));
    const { overfitting } = judge(many, 2_000);
    expect(overfitting?.trials).toBe(1_000);
    expect(overfitting?.pbo).toBe(0);
  });
  it("leaves out ratios that are not defined, but counts their trials", () => {
    const verdict = judge([...noise, new Float64Array(DAYS)]);
    expect(verdict.trials).toBe(61);
    expect(verdict.sharpe?.deflated).toBeLessThan(judge(noise).sharpe?.deflated ?? 0);
    expect(judge([...noise, new Float64Array(DAYS)], 60).sharpe).toBeNull();
  });
  it("says so when there are too few days", () => {
    const verdict = judge(noise.map((one) => one.subarray(0, 20)));
    expect(verdict).toMatchObject({ overfitting: null, sharpe: null, luck: { level: "unknown" } });
  });
  it("asks nothing of a single trial but its own record", () => {
    const verdict = judge([walk(3, 0.002)]);
    expect(verdict.overfitting).toBeNull();
    expect(verdict.sharpe?.deflated).toBe(verdict.sharpe?.probabilistic);
    expect(verdict.sharpe?.expectedByLuck).toBe(0);
  });
});
