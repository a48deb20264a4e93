import { describe, expect, it } from "vitest";
import { barsOf } from "@/lib/trading/market/bars";
import type { Series } from "@/lib/trading/strategies/strategy";
import { on, ta } from "./catalogue.ts";
import type { Study } from "./study.ts";

/** The line as a decision at bar `i` sees it. */
function seen(values: readonly number[], i: number): Series {
  return { now: values[i] ?? Number.NaN, ago: (n) => (n > i ? Number.NaN : (values[i - n] ?? Number.NaN)) };
}

const A = [9, 10, 11, 10, 11, 9, 10, 12, 8, 8, 13, 13, 7];
const B = [10, 10, 10, 10, 10, 10, 10, 10, 10, 9, 9, 13, 14];
const BARS = barsOf(A.map((close, i) => ({ time: i, open: B[i] ?? 0, high: 99, low: 1, close, volume: 1 })));

function column(study: Study): number[] {
  const out = new Float64Array(BARS.length);
  study.fill(BARS, [out]);
  return [...out];
}

const each = <T>(ask: (a: Series, b: Series) => T): T[] => A.map((_, i) => ask(seen(A, i), seen(B, i)));

describe("questions over lines answer what the columns say", () => {
  it.each([
    ["crossover", on.crossover, ta.crossover],
    ["crossunder", on.crossunder, ta.crossunder],
    ["cross", on.cross, ta.cross],
  ] as const)("%s", (_, ask, study) => {
    expect(each((a, b) => ask(a, b))).toEqual(column(study("close", "open")).map((value) => value === 1));
    expect(each((a) => ask(a, 10))).toEqual(column(study("close", 10)).map((value) => value === 1));
  });

  it("change, highest, lowest", () => {
    expect(each((a) => on.change(a))).toEqual(column(ta.change(1)));
    expect(each((a) => on.change(a, 3))).toEqual(column(ta.change(3)));
    expect(each((a) => on.highest(a, 3))).toEqual(column(ta.highest(3, "close")));
    expect(each((a) => on.lowest(a, 4))).toEqual(column(ta.lowest(4, "close")));
  });

  it("pivots", () => {
    expect(each((a) => on.pivotHigh(a, 2, 1))).toEqual(column(ta.pivothigh(2, 1, "close")));
    expect(each((a) => on.pivotLow(a, 1, 2))).toEqual(column(ta.pivotlow(1, 2, "close")));
  });

  it("bars since and value when, as far back as asked", () => {
    const over = column(ta.crossover("close", "open"));
    const condition = ta.lineOf(ta.crossover("close", "open"));
    expect(A.map((_, i) => on.barsSince(seen(over, i), 100))).toEqual(column(ta.barssince(condition)));
    expect(A.map((_, i) => on.valueWhen(seen(over, i), seen(A, i), 1, 100))).toEqual(
      column(ta.valuewhen(condition, "close", 1)),
    );
    expect(on.barsSince(seen(over, 6), 1)).toBeNaN();
    expect(on.valueWhen(seen(over, 6), seen(A, 6), 0, 1)).toBeNaN();
  });
});
