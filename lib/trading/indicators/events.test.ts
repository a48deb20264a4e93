import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/kernel/errors";
import { type Bars, barsOf } from "@/lib/trading/market/bars";
import { ta } from "./catalogue.ts";
import type { Source, Study } from "./study.ts";

const NONE = Number.NaN;

/** Bars with these closes; highs are 1 above, lows 1 below, opens 10, volumes 2. */
function closes(...values: number[]): Bars {
  return barsOf(
    values.map((close, i) => ({
      time: i * 3_600_000,
      open: 10,
      high: Math.max(close, 10) + 1,
      low: Math.min(close, 10) - 1,
      close,
      volume: 2,
    })),
  );
}

function line(study: Study, bars: Bars, name = study.lines[0]): number[] {
  const columns = study.lines.map(() => new Float64Array(bars.length));
  study.fill(bars, columns);
  return [...(columns[study.lines.indexOf(name ?? "")] ?? [])];
}

describe("crosses", () => {
  const bars = closes(9, 10, 11, 10, 11, 9, 10, 12, 8);

  it("crossover: above now, and not above at the bar before; touching is not crossing", () => {
    expect(line(ta.crossover("close", "open"), bars)).toEqual([NONE, 0, 1, 0, 1, 0, 0, 1, 0]);
  });

  it("crossunder is the mirror image", () => {
    expect(line(ta.crossunder("close", "open"), bars)).toEqual([NONE, 0, 0, 0, 0, 1, 0, 0, 1]);
  });

  it("cross is either", () => {
    expect(line(ta.cross("close", "open"), bars)).toEqual([NONE, 0, 1, 0, 1, 1, 0, 1, 1]);
  });

  it("compares with a level", () => {
    expect(line(ta.crossover("close", 10), bars)).toEqual(line(ta.crossover("close", "open"), bars));
    expect(line(ta.crossunder(10, "close"), bars)).toEqual(line(ta.crossover("close", 10), bars));
  });

  it("waits for the later of both lines", () => {
    const study = ta.crossover("close", ta.lineOf(ta.sma(3)));
    expect(study.firstIndex).toEqual([3]);
    expect(line(study, closes(1, 2, 3, 1, 5))).toEqual([NONE, NONE, NONE, 0, 1]);
  });
});

describe("barssince and valuewhen", () => {
  const over = ta.lineOf(ta.crossover("close", 10));
  const bars = closes(9, 11, 12, 9, 13, 9, 9);

  it("counts bars since the condition was true, from 0", () => {
    expect(line(ta.barssince(over), bars)).toEqual([NONE, 0, 1, 2, 0, 1, 2]);
  });

  it("gives the source of the last time, and of the time before", () => {
    expect(line(ta.valuewhen(over), bars)).toEqual([NONE, 11, 11, 11, 13, 13, 13]);
    expect(line(ta.valuewhen(over, "close", 1), bars)).toEqual([NONE, NONE, NONE, NONE, 11, 11, 11]);
  });
});

describe("pivots", () => {
  it("settles a high `right` bars after it, and gives its value there", () => {
    const bars = closes(1, 2, 5, 3, 2, 4, 4, 1, 0);
    expect(line(ta.pivothigh(2, 2, "close"), bars)).toEqual([NONE, NONE, NONE, NONE, 5, NONE, NONE, 4, NONE]);
    expect(ta.pivothigh(2, 2).firstIndex).toEqual([4]);
  });

  it("takes the first of equal highs, and none that repeats one within `left` bars", () => {
    expect(line(ta.pivothigh(1, 1, "close"), closes(1, 3, 3, 1))).toEqual([NONE, NONE, 3, NONE]);
    expect(line(ta.pivotlow(1, 1, "close"), closes(3, 1, 1, 3))).toEqual([NONE, NONE, 1, NONE]);
  });

  it("reads highs for pivothigh and lows for pivotlow", () => {
    const bars = closes(12, 15, 12, 5, 12);
    expect(line(ta.pivothigh(1, 1), bars)).toEqual([NONE, NONE, 16, NONE, NONE]);
    expect(line(ta.pivotlow(1, 1), bars)).toEqual([NONE, NONE, NONE, NONE, 4]);
  });
});

describe("sources", () => {
  const bars = barsOf([{ time: 0, open: 1, high: 8, low: 2, close: 4, volume: 7 }]);

  it.each<[Source, number]>([
    ["open", 1],
    ["high", 8],
    ["low", 2],
    ["close", 4],
    ["volume", 7],
    ["hl2", 5],
    ["hlc3", 14 / 3],
    ["ohlc4", 3.75],
  ])("reads %s", (source, value) => {
    expect(line(ta.sma(1, source), bars)).toEqual([value]);
  });

  it("reads a line of another study: an EMA of the RSI starts as many bars later as the EMA needs", () => {
    const closing = closes(5, 6, 4, 7, 3, 8, 9, 2, 6, 5);
    const study = ta.sma(3, ta.lineOf(ta.rsi(4)));
    const rsi = line(ta.rsi(4), closing);
    const means = rsi.map((_, i) => (rsi.slice(Math.max(0, i - 2), i + 1).reduce((a, b) => a + b) ?? 0) / 3);
    expect(study.key).toBe("sma(rsi(close,4),3)");
    expect(study.firstIndex).toEqual([6]);
    expect(line(study, closing).slice(6)).toEqual(means.slice(6).map((mean) => expect.closeTo(mean, 12)));
  });

  it("names the lines of several, and refuses one that is not there", () => {
    expect(ta.sma(3, ta.lineOf(ta.macd(3, 6, 2), "signal")).key).toBe("sma(macd(close,3,6,2).signal,3)");
    const nonsense: string = "trigger";
    const loose: Study = ta.macd();
    expect(() => ta.lineOf(loose, nonsense)).toThrow(AppError);
  });
});

describe("formulas that no golden file holds", () => {
  it("mfi of Pine counts the first bar on both sides: at bar period - 1, later as TA-Lib", () => {
    const bars = closes(10, 13, 16, 10, 19);
    // hlc3 of closes c over 10: (c+1 + 9 + c)/3; below or at 10: (11 + c-1 + c)/3. Times volume 2: 20, 24, 28, 20, 32.
    expect(line(ta.mfi(3), bars)).toEqual([
      NONE,
      NONE,
      expect.closeTo((100 * (20 + 24 + 28)) / (20 + 20 + 24 + 28), 12),
      expect.closeTo((100 * (24 + 28)) / (24 + 28 + 20), 12),
      expect.closeTo((100 * (28 + 32)) / (28 + 20 + 32), 12),
    ]);
    expect(line(ta.mfiTalib(3), bars).slice(3)).toEqual(line(ta.mfi(3), bars).slice(3));
  });

  it("stoch is not smoothed unless asked, and divides by the range of highs and lows", () => {
    const bars = closes(10, 14, 12);
    // Lows 9, 9, 9; highs 11, 15, 13: (12 - 9) / (15 - 9).
    expect(line(ta.stoch(3, 1, 1), bars)).toEqual([NONE, NONE, 50]);
  });

  it("linreg gives the line's value `offset` bars back and its slope", () => {
    const bars = closes(1, 3, 5, 7, 30);
    expect(line(ta.linreg(4, 0), bars)[3]).toBeCloseTo(7, 12);
    expect(line(ta.linreg(4, 2), bars)[3]).toBeCloseTo(3, 12);
    expect(line(ta.linreg(4, 0), bars, "slope")[3]).toBeCloseTo(2, 12);
    // Over 3, 5, 7, 30 with x = 0..3: slope (3*30 + 2*7 + 5 - 1.5*45) / 5 = 8.3, value at x = 3: 11.25 + 1.5*8.3.
    expect(line(ta.linreg(4, 0), bars, "slope")[4]).toBeCloseTo(8.3, 12);
    expect(line(ta.linreg(4, 0), bars)[4]).toBeCloseTo(23.7, 12);
  });

  it("keltner's middle is the EMA, defined one bar before the bands", () => {
    const bars = closes(10, 12, 14, 16);
    expect(line(ta.kc(3, 2), bars, "middle")).toEqual([NONE, NONE, 12, 14]);
    // True ranges from bar 1: 4, 6, 8, their mean at bar 3 is 6.
    expect(line(ta.kc(3, 2), bars, "upper")).toEqual([NONE, NONE, NONE, expect.closeTo(14 + 2 * 6, 12)]);
    expect(line(ta.kc(3, 2), bars, "lower")).toEqual([NONE, NONE, NONE, expect.closeTo(14 - 2 * 6, 12)]);
  });

  it("vwap starts anew at 00:00 UTC", () => {
    const hour = 3_600_000;
    const bars = barsOf(
      [
        [22, 10, 1],
        [23, 20, 3],
        [24, 50, 2],
        [25, 60, 2],
      ].map(([at = 0, close = 0, volume = 0]) => ({
        time: at * hour,
        open: close,
        high: close,
        low: close,
        close,
        volume,
      })),
    );
    expect(line(ta.vwap(), bars)).toEqual([10, 17.5, 50, 55]);
  });
});
