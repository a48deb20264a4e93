import { describe, expect, it } from "vitest";
import { createRandom, seedOf } from "@/lib/kernel/random";
import { HOUR_MS } from "@/lib/kernel/time";
import { emptySweep, sweep } from "@/lib/trading/backtest/sweep";
import { DEFAULT_SETTINGS } from "@/lib/trading/engine/settings";
import { type Bars, emptyBars } from "@/lib/trading/market/bars";
import { smaCross } from "@/lib/trading/strategies/sma-cross";
import { type BlockSums, blockSumsOf } from "./block-sums.ts";
import { overfittingOf } from "./pbo.ts";

/** Trials as rows of returns. */
const judge = (trials: readonly (readonly number[])[], blocks = 16) =>
  overfittingOf(trials.map((returns) => blockSumsOf(Float64Array.from(returns), blocks)));

/** A run of numbers that any language makes alike: the fractions of (t + 1)√(2 + n) + t²(n + 1)/10,000, around 0, with a drift a trial. */
const weyl = (length: number, trials: number, drift: number): number[][] =>
  Array.from({ length: trials }, (_, n) =>
    Array.from({ length }, (_, t) => (((t + 1) * Math.sqrt(2 + n) + t * t * 0.0001 * (n + 1)) % 1) - 0.5 + drift * n),
  );

const noise = (seed: number, trials: number, length: number): number[][] => {
  const random = createRandom(seedOf(2014, seed));
  return Array.from({ length: trials }, () => Array.from({ length }, () => 0.01 * random.gauss()));
};

/** Prices without memory or drift. */
const wandering = (seed: number, length: number, barMs: number): Bars => {
  const random = createRandom(seed);
  const bars = emptyBars(length);
  let price = 100;
  for (let i = 0; i < length; i += 1) {
    const close = price * Math.exp(0.01 * random.gauss());
    bars.time[i] = i * barMs;
    bars.open[i] = price;
    bars.close[i] = close;
    bars.high[i] = Math.max(price, close);
    bars.low[i] = Math.min(price, close);
    price = close;
  }
  return bars;
};

describe("the probability of backtest overfitting", () => {
  /**
   * Worked by hand: three trials, four blocks of two returns, six splits. Signed squares of the Sharpe ratios (mean² / variance, ddof 1):
   *   sample {1,2}:  0,     −27/44, 1/12   outside  0,     −27/4,  27/20   best 3rd, rank 3 of 3: ω = 3/4, λ =  ln 3
   *   sample {1,3}:  3/4,   −27/4,  3/20   outside −9/4,   −27/44, 3/4     best 1st, rank 1:      ω = 1/4, λ = −ln 3
   *   sample {2,3}: −3/68,  −27/44, 27/20  outside  3/44,  −27/4,  1/12    best 3rd, rank 3
   *   sample {1,4}:  3/44,  −27/4,  1/12   outside −3/68,  −27/44, 27/20   best 3rd, rank 3
   *   sample {2,4}: −9/4,   −27/44, 3/4    outside  3/4,   −27/4,  3/20    best 3rd, rank 2:      ω = 1/2, λ =  0
   *   sample {3,4}:  0,     −27/4,  27/20  outside  0,     −27/44, 1/12    best 3rd, rank 3
   */
  it("is a third in an example worked by hand", () => {
    const trials = [
      [2, 2, -2, -2, 3, -1, -2, 0],
      [-1, -2, 0, 0, -1, -2, -1, -2],
      [0, -1, 3, 0, 1, 2, 0, 3],
    ];
    const { logits, ...rest } = judge(trials, 4);
    const ln3 = Math.log(3);
    expect([...logits].map((logit) => Math.round(logit / ln3))).toEqual([1, -1, 1, 1, 0, 1]);
    for (const logit of logits) expect(Math.min(Math.abs(logit), Math.abs(Math.abs(logit) - ln3))).toBeLessThan(1e-12);
    expect(rest).toMatchObject({ splits: 6, trials: 3, pbo: 2 / 6, lossProbability: 1 / 6 });
  });

  /** By another program (numpy slices, scipy ranks, polyfit), which the paper's authors' steps were followed in one by one. */
  it.each([
    {
      length: 163,
      trials: 10,
      blocks: 16,
      drift: 0,
      splits: 12_870,
      pbo: 0.6626262626262627,
      mean: -0.5938367332492048,
      loss: 0.7118104118104118,
      slope: -1.3085388103465874,
      intercept: 0.06314878138730276,
    },
    {
      length: 163,
      trials: 10,
      blocks: 16,
      drift: 0.004,
      splits: 12_870,
      pbo: 0.41165501165501167,
      mean: 0.1845159888263084,
      loss: 0.29945609945609947,
      slope: -1.0423895879688396,
      intercept: 0.2585970637752026,
    },
    {
      length: 48,
      trials: 7,
      blocks: 6,
      drift: 0,
      splits: 20,
      pbo: 0.95,
      mean: -0.7651805500108704,
      loss: 0.65,
      slope: -0.6164773381137675,
      intercept: 0.09401168022443494,
    },
  ])("equals an independent program: $trials trials, $length returns, $blocks blocks, drift $drift", (example) => {
    const found = judge(weyl(example.length, example.trials, example.drift), example.blocks);
    expect(found.splits).toBe(example.splits);
    expect(found.pbo).toBeCloseTo(example.pbo, 9);
    expect(found.lossProbability).toBeCloseTo(example.loss, 9);
    expect(found.logits.reduce((sum, logit) => sum + logit, 0) / found.splits).toBeCloseTo(example.mean, 9);
    expect(found.degradation?.slope).toBeCloseTo(example.slope, 8);
    expect(found.degradation?.intercept).toBeCloseTo(example.intercept, 8);
  });

  it("is about one half for strategies of noise, over 20 seeds", () => {
    const found = Array.from({ length: 20 }, (_, seed) => judge(noise(seed, 40, 480)).pbo);
    const mean = found.reduce((sum, pbo) => sum + pbo, 0) / found.length;
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
    expect(Math.max(...found)).toBeLessThan(0.95);
  });

  it("is about one half for an SMA cross on prices that only wander, without fees, over 20 seeds", () => {
    const settings = { ...DEFAULT_SETTINGS, barMs: 6 * HOUR_MS, makerFee: 0, takerFee: 0 };
    const sets = [5, 8, 12, 16, 20, 25].flatMap((fast) =>
      [30, 45, 60, 80, 100, 130].map((slow) => ({ fast, slow, mode: "reverse" })),
    );
    const found = Array.from({ length: 20 }, (_, seed) => {
      const blocks: BlockSums[] = [];
      const onSet = (_row: number, daily: Float64Array): boolean => {
        blocks.push(
          blockSumsOf(
            Float64Array.from({ length: daily.length - 1 }, (_, n) => (daily[n + 1] ?? 0) / (daily[n] ?? 1) - 1),
          ),
        );
        return true;
      };
      sweep(
        { bars: wandering(seedOf(5, seed), 3_200, settings.barMs), strategy: smaCross, sets, settings },
        0,
        sets.length,
        emptySweep(sets.length),
        { onSet },
      );
      return overfittingOf(blocks).pbo;
    });
    const mean = found.reduce((sum, pbo) => sum + pbo, 0) / found.length;
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
  });

  /** The paper's section on full overfitting: when all ratios over the whole time are equal, a better half has a worse other half. */
  it("is about 1 for noise without any difference over the whole time", () => {
    const centred = noise(1, 40, 480).map((returns) => {
      const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
      return returns.map((value) => value - mean);
    });
    expect(judge(centred).pbo).toBeGreaterThan(0.99);
  });

  it("is about 0 when one trial has skill", () => {
    const trials = noise(2, 40, 480).map((returns, n) => (n === 7 ? returns.map((value) => value + 0.004) : returns));
    expect(judge(trials).pbo).toBeLessThan(0.001);
  });

  it("gives a trial that never trades the ratio 0, and equal ones the same rank", () => {
    const idle = Array.from({ length: 32 }, () => 0);
    const { pbo, degradation, lossProbability } = judge([idle, idle, idle]);
    expect({ pbo, degradation, lossProbability }).toEqual({ pbo: 1, degradation: null, lossProbability: 0 });
    // Half of the time without a trade, rounding must not make a ratio of it
    const late = idle.map((_, t) => (t < 16 ? 0 : t % 2 === 0 ? 0.1 : 0.3));
    expect(judge([late, idle.map((_, t) => (t % 2 === 0 ? -0.1 : -0.3))]).pbo).toBe(0);
  });

  it("lets equal trials share their rank", () => {
    const [one = [], two = []] = noise(4, 2, 480).map((returns, n) =>
      returns.map((value) => value + (n === 0 ? 0.01 : -0.01)),
    );
    // The best two are the same: they share ranks 2 and 3 of three, so ω is 2.5 / 4
    for (const logit of judge([one, one, two]).logits) expect(logit).toBeCloseTo(Math.log(2.5 / 1.5), 12);
  });

  it("takes rounding for no spread: returns that are all the same have the ratio 0", () => {
    const [good = []] = noise(5, 1, 480).map((returns) => returns.map((value) => value + 0.01));
    expect(judge([good.map(() => 0.1), good])).toMatchObject({ pbo: 0, lossProbability: 0 });
  });

  it("leaves out the oldest returns that fill no block", () => {
    const trials = weyl(160, 5, 0);
    expect(judge(trials.map((returns) => [9, -9, 9, ...returns]))).toEqual(judge(trials));
  });

  it("refuses what it cannot judge", () => {
    expect(() => judge([[1, 2, 3]])).toThrow(/do not fill 16 blocks/);
    expect(() => judge(noise(1, 1, 64))).toThrow(/two trials or more/);
    expect(() => overfittingOf(noise(1, 2, 64).map((r, n) => blockSumsOf(Float64Array.from(r), 4 + 2 * n)))).toThrow(
      /differ/,
    );
    expect(() => judge(noise(1, 2, 64), 5)).toThrow(/no even number/);
  });
});
