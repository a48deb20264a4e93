import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenBars } from "@/lib/testing/golden";
import { type Bars, barsOf } from "@/lib/trading/market/bars";
import { ta } from "./catalogue.ts";
import type { Study } from "./study.ts";

/** Bars whose four prices are the close given. */
function closes(...values: number[]): Bars {
  return barsOf(
    values.map((close, i) => ({ time: i * 60_000, open: close, high: close, low: close, close, volume: 1 })),
  );
}

function lines(study: Study, bars: Bars): Readonly<Record<string, Float64Array>> {
  const columns = study.lines.map(() => new Float64Array(bars.length));
  study.fill(bars, columns);
  return Object.fromEntries(study.lines.map((line, k) => [line, columns[k] ?? new Float64Array(0)]));
}

const last = (study: Study, bars: Bars) =>
  Object.fromEntries(Object.entries(lines(study, bars)).map(([line, column]) => [line, column[bars.length - 1]]));

const price = fc.integer({ min: 1, max: 99_999_999 }).map((units) => units / 10_000);
const period = fc.integer({ min: 2, max: 60 });

describe("a market that stands still", () => {
  it("has averages that are its price to the last bit, so nothing crosses", () => {
    fc.assert(
      fc.property(price, price, period, (before, now, n) => {
        const bars = closes(...Array(n).fill(before), ...Array(70).fill(now));
        for (const average of [ta.sma(n), ta.wma(n), ta.hma(n), ta.linreg(n)]) {
          expect(last(average, bars)["value"]).toBe(now);
        }
        expect(last(ta.bb(n, 2), bars)).toEqual({ middle: now, upper: now, lower: now });
        expect(last(ta.stdev(n), bars)["value"]).toBe(0);
        expect(last(ta.donchian(n), bars)).toEqual({ upper: now, lower: now, middle: now });
      }),
    );
  });

  it("has no strength, place in its range or direction: they are undefined, not extreme", () => {
    const bars = closes(...Array(60).fill(0.5748));
    for (const study of [ta.rsi(14), ta.stoch(14), ta.wpr(14), ta.cci(20), ta.cmo(14), ta.stochRsi()]) {
      expect(Object.values(last(study, bars)).every(Number.isNaN), study.key).toBe(true);
    }
    expect(last(ta.atr(14), bars)).toEqual({ value: 0 });
    expect(last(ta.macd(), bars)).toEqual({ macd: 0, signal: 0, hist: 0 });
  });

  it("does not remember a crash longer than its window", () => {
    const bars = closes(...Array.from({ length: 50 }, (_, i) => 60_000 - 997.3 * i), ...Array(20).fill(0.1234));
    expect(last(ta.stdev(20), bars)["value"]).toBe(0);
    expect(last(ta.sma(20), bars)["value"]).toBe(0.1234);
    expect(last(ta.wma(20), bars)["value"]).toBe(0.1234);
  });
});

describe("windows against sums added afresh at each bar", () => {
  const bars = goldenBars("binance/XRPUSDT_15m.csv.gz");
  const windowAt = (i: number, n: number) => bars.close.subarray(i + 1 - n, i + 1);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

  it.each([2, 20, 50, 199])(
    "holds the mean of %i as near as the fresh sum itself is rounded, after 17,000 bars",
    (n) => {
      const { value = new Float64Array(0) } = lines(ta.sma(n), bars);
      for (let i = n - 1; i < bars.length; i++) {
        const fresh = mean(windowAt(i, n));
        expect(Math.abs((value[i] ?? 0) - fresh)).toBeLessThanOrEqual(n * 2 ** -53 * fresh);
      }
    },
  );

  it.each([2, 20, 199])("holds the weighted mean of %i within 1e-13 of the fresh one", (n) => {
    const { value = new Float64Array(0) } = lines(ta.wma(n), bars);
    for (let i = n - 1; i < bars.length; i += 7) {
      const fresh = windowAt(i, n).reduce((sum, one, at) => sum + one * (at + 1), 0) / ((n * (n + 1)) / 2);
      expect(Math.abs((value[i] ?? 0) - fresh)).toBeLessThanOrEqual(1e-13 * fresh);
    }
  });

  it.each([2, 20, 199])("holds highest and lowest of %i exactly", (n) => {
    const [top, bottom] = [lines(ta.highest(n, "close"), bars)["value"], lines(ta.lowest(n, "close"), bars)["value"]];
    for (let i = n - 1; i < bars.length; i += 7) {
      expect([top?.[i], bottom?.[i]]).toEqual([Math.max(...windowAt(i, n)), Math.min(...windowAt(i, n))]);
    }
  });

  it.each([2, 20, 199])("holds the standard deviation of %i within 1e-12 of the two-pass formula", (n) => {
    const { value = new Float64Array(0) } = lines(ta.stdev(n), bars);
    for (let i = n - 1; i < bars.length; i += 7) {
      const values = windowAt(i, n);
      const centre = mean(values);
      const fresh = Math.sqrt(mean(values.map((one) => (one - centre) ** 2)));
      expect(Math.abs((value[i] ?? 0) - fresh)).toBeLessThanOrEqual(1e-12 * centre);
    }
  });

  it("ties SMA 20 and SMA 50 at bar 3389, where the closes' decimals tie", () => {
    const [fast, slow] = [lines(ta.sma(20), bars)["value"], lines(ta.sma(50), bars)["value"]];
    expect([fast?.[3389], slow?.[3389]]).toEqual([0.50466, 0.50466]);
  });
});
