import { describe, expect, it } from "vitest";
import { HOUR_MS } from "@/lib/kernel/time";
import { DEFAULT_SETTINGS, type RunSettings } from "@/lib/trading/engine/settings";
import { sma } from "@/lib/trading/indicators/sma";
import type { Study } from "@/lib/trading/indicators/study";
import { barsOf } from "@/lib/trading/market/bars";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";
import { BUILT_IN_STRATEGIES } from "@/lib/trading/strategies/built-in";
import { readParameters } from "@/lib/trading/strategies/read-parameters";
import { type BarStrategy, SIGNAL, type SignalStrategy, type Strategy } from "@/lib/trading/strategies/strategy";
import { checkLookAhead } from "./check-look-ahead.ts";
import { FUTURES, withFuture } from "./other-future.ts";

const bars = barsOf(
  generateCandles({
    seed: 5,
    startMs: 0,
    lengthMs: HOUR_MS,
    bars: 1_500,
    startPrice: 100,
    decimals: 4,
    volatilityPct: 1,
  }),
);
const settings: RunSettings = { ...DEFAULT_SETTINGS, barMs: HOUR_MS };
const check = (strategy: Strategy) => checkLookAhead(strategy, {}, bars, settings);

const words = { name: "cheat", title: "Cheat", description: "", parameters: {} };
const average = (bars: number) => ({ average: sma(bars) });

/** Long above its average, out below: honest, with `cheat` in the place of the close. */
const signals = (
  closeAt: SignalStrategy["signals"] extends infer _
    ? (columns: Parameters<SignalStrategy["signals"]>[0], i: number) => number
    : never,
  more: Partial<SignalStrategy> = {},
): SignalStrategy => ({
  ...words,
  kind: "signals",
  studies: () => average(20),
  signals(columns, _parameters, from, to, out) {
    const line = columns.lines.average ?? new Float64Array();
    for (let i = from; i < to; i += 1) {
      const close = closeAt(columns, i);
      out[i] =
        close > (line[i] ?? Number.NaN) ? SIGNAL.enterLong : close < (line[i] ?? Number.NaN) ? SIGNAL.exitLong : 0;
    }
  },
  ...more,
});
const honest = signals(({ bars }, i) => bars.close[i] ?? Number.NaN);

/** Buys above a line, sells below it, bar by bar. */
const barByBar = (study: Study, start?: BarStrategy["start"]): BarStrategy => ({
  ...words,
  kind: "bars",
  studies: () => ({ line: study }),
  start:
    start ??
    ((_parameters, { line }) =>
      (bar, desk) => {
        const value = line?.now ?? Number.NaN;
        if (bar.position === 0 && bar.close > value) desk.buy();
        if (bar.position === 1 && bar.close < value) desk.close();
      }),
});

/** A mean of the closes from `back` bars before to `ahead` bars after. Its stream cannot know those after, and takes the last it has. */
const centred = (back: number, ahead: number): Study => ({
  key: `centred(${back},${ahead})`,
  lines: ["value"],
  firstIndex: [back],
  fill(bars, [out]) {
    for (let i = 0; i < bars.length; i += 1) {
      const part = bars.close.subarray(Math.max(0, i - back), i + ahead + 1);
      if (out) out[i] = i < back ? Number.NaN : part.reduce((sum, close) => sum + close, 0) / part.length;
    }
  },
  start: () => () => {},
  stream() {
    return {
      next(bars, i, out) {
        const part = bars.close.subarray(Math.max(0, i - back), i + 1);
        out[0] = i < back ? Number.NaN : part.reduce((sum, close) => sum + close, 0) / part.length;
      },
    };
  },
});

describe("the look-ahead test", () => {
  it.each(BUILT_IN_STRATEGIES.map((strategy) => [strategy.name, strategy] as const))("passes %s", (_name, strategy) => {
    const read = readParameters(strategy.parameters, {}, strategy.check);
    if (!read.ok) throw new Error(read.detail);
    const report = checkLookAhead(strategy, read.value, bars, settings);
    expect(report.faults).toEqual([]);
    expect(report).toMatchObject({ isClean: true, bars: 1_500 });
    expect(report.cuts).toBeGreaterThanOrEqual(20);
    expect(report.decisions).toBeGreaterThan(0);
  });
  it("passes honest strategies of both kinds", () => {
    expect(check(honest).faults).toEqual([]);
    expect(check(barByBar(sma(20))).faults).toEqual([]);
    expect(check(barByBar(centred(10, 0))).faults).toEqual([]);
  });

  it.each([1, 5, 60])("finds who reads the close %d bars ahead from a column", (ahead) => {
    const { faults, isClean } = check(signals(({ bars }, i) => bars.close[i + ahead] ?? Number.NaN));
    expect(isClean).toBe(false);
    expect(faults.map(({ cause }) => cause)).toEqual(expect.arrayContaining(["missing", "mirrored", "barByBar"]));
    for (const fault of faults) {
      expect(fault.kind).toBe("decision");
      // never an earlier bar than one whose look reaches over the cut
      expect(fault.bar).toBeGreaterThanOrEqual(fault.cut - ahead);
      expect(fault.bar).toBeLessThan(fault.cut);
      expect(fault.time).toBe(bars.time[fault.bar]);
    }
    expect(faults[0]?.text).toMatch(
      /^At bar \d+ \(1970-\S+Z\) the decision is .+, but .+\. It (looks ahead|would trade differently live)\.$/,
    );
  });

  it("finds a study that centres its window, by its line, whatever kind of strategy asks for it", () => {
    for (const strategy of [
      barByBar(centred(5, 5)),
      signals(({ bars }, i) => bars.close[i] ?? 0, { studies: () => ({ average: centred(5, 5) }) }),
    ]) {
      const faults = check(strategy).faults;
      expect(faults.map(({ cause, kind, name }) => [cause, kind, name])).toEqual(
        expect.arrayContaining(
          ["missing", "mirrored", "shifted", "barByBar"].map((cause) => [
            cause,
            "line",
            strategy.kind === "bars" ? "line" : "average",
          ]),
        ),
      );
      // live, the very first value differs
      expect(faults.find(({ cause }) => cause === "barByBar")?.bar).toBe(5);
      const missing = faults.find(({ cause }) => cause === "missing");
      expect(missing?.bar).toBe((missing?.cut ?? 0) - 5);
      // of 24 cuts over 1,500 bars, the first one's
      expect(missing?.bar).toBeLessThan(300);
      expect(missing?.text).toMatch(
        /the line (line|average) is [\d.]+, but [\d.]+ when the bars after it are not there\. It looks ahead\./,
      );
    }
  });

  it("finds who uses the last bar's close, or the highest of all", () => {
    expect(check(signals(({ bars }) => bars.close[bars.length - 1] ?? 0)).isClean).toBe(false);
    let most = 0;
    const scaled = signals(({ bars }, i) => (bars.close[i] ?? 0) / most);
    const ofAll: SignalStrategy = {
      ...scaled,
      signals(columns, parameters, from, to, out) {
        most = columns.bars.close.reduce((highest, close) => Math.max(highest, close));
        const level = { average: new Float64Array(columns.bars.length).fill(0.9) };
        scaled.signals({ ...columns, lines: level }, parameters, from, to, out);
      },
    };
    expect(check(ofAll).faults[0]).toMatchObject({ kind: "decision" });
  });

  it("finds who keeps something between runs", () => {
    let best = 0;
    const learning = barByBar(sma(20), () => {
      const known = best;
      best = 0;
      return (bar, desk) => {
        best = Math.max(best, bar.close);
        if (known > 0 && bar.close > known * 0.99) desk.sell();
        if (known === 0 && bar.index % 50 === 10) desk.buy();
      };
    });
    const { faults } = check(learning);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ cause: "repeated", kind: "decision", bar: 10, first: "buy", second: "nothing" });
    expect(faults[0]?.text).toMatch(/in a second run over the same bars\. It keeps something between runs\.$/);
  });

  it("finds who smuggles the bars out of a study and reads on in them", () => {
    let all = bars;
    const spy: Study = {
      ...sma(20),
      fill: (seen, out) => {
        all = seen;
        sma(20).fill(seen, out);
      },
    };
    const smuggler = barByBar(spy, () => (bar, desk) => {
      if (bar.position === 0 && (all.close[bar.index + 3] ?? 0) > bar.close * 1.02) desk.buy();
      if (bar.position === 1 && (all.close[bar.index + 1] ?? 0) < bar.close) desk.close();
    });
    const { faults } = check(smuggler);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults[0]?.kind).toBe("decision");
  });

  it("finds a stop that knows the future", () => {
    const protect = {
      stop: (columns: Parameters<SignalStrategy["signals"]>[0], _p: unknown, i: number) =>
        (columns.bars.low[i + 1] ?? 0) * 0.999,
      target: () => Number.NaN,
    };
    const { faults } = check({ ...honest, protect });
    expect(faults[0]).toMatchObject({ kind: "decision" });
    expect(faults[0]?.first).toMatch(/^enter long, long stop \d/);
  });

  it("finds who decides by what it saw within one call, which no live feed repeats", () => {
    const remembering: SignalStrategy = {
      ...honest,
      signals(columns, parameters, from, to, out) {
        honest.signals(columns, parameters, from, to, out);
        for (let i = to - 1; i > from; i -= 1) if (out[i] === out[i - 1]) out[i] = 0; // only changes, but of this call
      },
    };
    const { faults } = check(remembering);
    expect(faults).toMatchObject([{ cause: "barByBar", kind: "decision", first: "nothing" }]);
    expect(faults[0]?.text).toMatch(/when asked one bar at a time, as live\. It would trade differently live\.$/);
  });

  it("tells of a strategy that breaks without the bars it should not need", () => {
    const brittle = signals(({ bars }, i) => {
      const next = bars.close[i + 2];
      if (next === undefined && i < 1_490) throw new Error("no bar after this one");
      return next ?? 0;
    });
    const { faults } = check(brittle);
    expect(faults.find(({ kind }) => kind === "throws")?.text).toMatch(
      /^The strategy fails with \d+ bars of history and another future: .*no bar after this one/,
    );
  });

  it("says the same with the same seed", () => {
    const cheat = signals(({ bars }, i) => bars.close[i + 1] ?? 0);
    expect(check(cheat)).toEqual(check(cheat));
  });
  it("is clean of nothing but does not break on a handful of bars", () => {
    const few = { ...bars, ...withFuture(bars, 3, "missing") };
    expect(checkLookAhead(honest, {}, few, settings)).toMatchObject({ isClean: true, cuts: 0, decisions: 0 });
  });
});

describe("another future", () => {
  it.each(FUTURES)("leaves the past alone and is a possible one (%s)", (future) => {
    for (const cut of [1, 700, 1_499, 1_500]) {
      const other = withFuture(bars, cut, future);
      expect(other.close.subarray(0, cut)).toEqual(bars.close.subarray(0, cut));
      expect(other.time).toEqual(bars.time.subarray(0, other.length));
      for (let i = 0; i < other.length; i += 1) {
        const [open, high, low, close] = [
          other.open[i] ?? 0,
          other.high[i] ?? 0,
          other.low[i] ?? 0,
          other.close[i] ?? 0,
        ];
        expect(low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close)).toBe(true);
      }
    }
  });
  it("falls where the real one rose", () => {
    const other = withFuture(bars, 700, "mirrored");
    const rise = (column: Float64Array, i: number): number => Math.sign((column[i] ?? 0) - (column[i - 1] ?? 0));
    for (let i = 700; i < other.length; i += 1) expect(rise(other.close, i)).toBe(0 - rise(bars.close, i));
  });
});
