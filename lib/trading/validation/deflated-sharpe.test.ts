import { describe, expect, it } from "vitest";
import {
  deflatedSharpe,
  expectedMaxSharpe,
  observedSharpe,
  probabilisticSharpe,
  sharpeVariance,
} from "./deflated-sharpe.ts";

/**
 * The numerical example of "The Deflated Sharpe Ratio" (2014): five years of daily returns, 250 a year, annualised Sharpe ratio 2.5, the
 * annualised ratios of all trials vary by 1/2. The paper prints 0.1132 and 0.9004 for 100 trials, 0.9505 for 46, and 0.9505 for 88 with
 * normal returns; below are its formulas in mpmath, 40 digits:
 *   Q = lambda p: sqrt(2)*erfinv(2*p-1); sr0 = sqrt(1/500)*((1-euler)*Q(1-1/N) + euler*Q(1-1/(N*e)))
 *   ncdf((sr-sr0)*sqrt(1249)/sqrt(1-skew*sr+(kurt-1)/4*sr**2)), sr = 2.5/sqrt(250)
 */
const sharpe = 2.5 / Math.sqrt(250);
const skewed = { sharpe, observations: 1_250, skewness: -3, kurtosis: 10 };
const normal = { ...skewed, skewness: 0, kurtosis: 3 };
const variance = 0.5 / 250;

describe("the deflated Sharpe ratio", () => {
  it("expects the paper's best of N trials by luck", () => {
    expect(expectedMaxSharpe(100, variance)).toBeCloseTo(0.11317200186513203, 12);
    expect(expectedMaxSharpe(46, variance)).toBeCloseTo(0.1003623706176536, 12);
    expect(expectedMaxSharpe(10, 1)).toBeCloseTo(1.57459830134575, 12);
    expect(expectedMaxSharpe(45, 1)).toBeCloseTo(2.23564017776641, 12);
    expect(expectedMaxSharpe(1, variance)).toBe(0);
  });
  it("is the paper's 0.9004 for 100 trials, 0.9505 for 46, 0.9505 for 88 with normal returns", () => {
    expect(deflatedSharpe(skewed, 100, variance)).toBeCloseTo(0.900396834439391, 10);
    expect(deflatedSharpe(skewed, 46, variance)).toBeCloseTo(0.950501706875579, 10);
    expect(deflatedSharpe(normal, 88, variance)).toBeCloseTo(0.950490816676014, 10);
  });
  it("is the probabilistic one against 0 when a single set was tried", () => {
    expect(deflatedSharpe(skewed, 1, variance)).toBe(probabilisticSharpe(skewed, 0));
    expect(probabilisticSharpe(normal, sharpe)).toBe(0.5);
  });
  it("has no value without two returns or without spread", () => {
    expect(probabilisticSharpe({ ...normal, observations: 1 }, 0)).toBeNaN();
    expect(probabilisticSharpe(observedSharpe(new Float64Array([0.01, 0.01, 0.01])), 0)).toBeNaN();
    expect(probabilisticSharpe({ ...normal, sharpe: 1, skewness: 3 }, 0)).toBeNaN();
  });
});

describe("what is observed", () => {
  it("takes the four moments of a run of returns", () => {
    // mean 2; deviations -1, -1, -1, 3: variance 12/4 = 3 (sample 4), third moment 24/4 = 6, fourth 84/4 = 21
    const observed = observedSharpe(new Float64Array([1, 1, 1, 5]));
    expect(observed.sharpe).toBeCloseTo(1, 14);
    expect(observed.skewness).toBeCloseTo(6 / 3 ** 1.5, 14);
    expect(observed.kurtosis).toBeCloseTo(21 / 9, 14);
    expect(observed.observations).toBe(4);
  });
  it("takes the variance of the ratios that are defined", () => {
    expect(sharpeVariance(new Float64Array([1, Number.NaN, 3, 5]))).toBeCloseTo(4, 14);
    expect(sharpeVariance(new Float64Array([1, Number.NaN]))).toBe(0);
  });
});
