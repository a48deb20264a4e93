import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenBars } from "@/lib/testing/golden";
import { randomBars } from "@/lib/testing/random-bars";
import { bareNoise, noise, parametersOf, settingsOf } from "@/lib/testing/random-runs";
import { DEFAULT_SETTINGS, type RunSettings } from "../engine/settings.ts";
import type { Bars } from "../market/bars.ts";
import { dailyEquity } from "../stats/days.ts";
import { measure } from "../stats/metrics.ts";
import { BUILT_IN_STRATEGIES } from "../strategies/built-in.ts";
import { readParameters } from "../strategies/read-parameters.ts";
import { smaCross } from "../strategies/sma-cross.ts";
import type { ParameterValues, Strategy } from "../strategies/strategy.ts";
import { runBacktest } from "./run-backtest.ts";
import { createStudyColumns } from "./study-columns.ts";
import { emptySweep, type SweepColumns, sweep } from "./sweep.ts";
import { RunStopped } from "./watch.ts";

const HOUR: RunSettings = { ...DEFAULT_SETTINGS, barMs: 3_600_000 };

/** What a run of the set by itself gives. */
function alone(bars: Bars, strategy: Strategy, parameters: ParameterValues, settings: RunSettings) {
  const result = runBacktest(bars, strategy, parameters, settings);
  const metrics = measure(result, bars, settings);
  return {
    figures: {
      sharpe: metrics.sharpeDaily ?? Number.NaN,
      calmar: metrics.calmar ?? Number.NaN,
      return: metrics.returnPct,
      profitFactor: metrics.profitFactor ?? Number.NaN,
      expectancy: metrics.expectancy ?? Number.NaN,
      maxDrawdown: metrics.maxDrawdownPct,
      trades: metrics.trades,
      wins: metrics.wins,
    },
    daily: dailyEquity(bars.time, result.equity).equity,
  };
}

const rowOf = (columns: SweepColumns, row: number) =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[row]]));

describe.each([...BUILT_IN_STRATEGIES, noise, bareNoise].map((strategy) => [strategy.name, strategy] as const))(
  "%s",
  (_, strategy) => {
    it("gives each set the figures of a run by itself, to the last bit, with room for one set's columns alone", () => {
      const input = fc.tuple(
        fc.integer(),
        fc.array(parametersOf(strategy), { minLength: 1, maxLength: 6 }),
        settingsOf,
      );
      fc.assert(
        fc.property(input, ([seed, sets, settings]) => {
          const bars = randomBars(seed, 400, { barMs: 7_200_000 });
          const out = emptySweep(sets.length);
          const dailies: number[][] = [];
          const studies = createStudyColumns(bars, 0);
          const onSet = (_row: number, daily: Float64Array): boolean => dailies.push([...daily]) > 0;
          sweep({ bars, strategy, sets, settings }, 0, sets.length, out, { studies, onSet });
          for (const [row, parameters] of sets.entries()) {
            const { figures, daily } = alone(bars, strategy, parameters, settings);
            expect(rowOf(out, row)).toEqual(figures);
            expect(dailies[row]).toEqual([...daily]);
          }
        }),
        { numRuns: 60 },
      );
    });
  },
);

const read = (given: Readonly<Record<string, unknown>>): ParameterValues => {
  const values = readParameters(smaCross.parameters, given);
  if (!values.ok) throw new Error(values.detail);
  return values.value;
};
const sets = [5, 10, 15, 20].flatMap((fast) => [30, 40, 50].map((slow) => read({ fast, slow, mode: "reverse" })));

it("a sweep in parts, on shared columns, is the sweep in one", () => {
  const bars = goldenBars("bybit/XRPUSDT_1h.csv.gz");
  const task = { bars, strategy: smaCross, sets, settings: HOUR };
  const whole = emptySweep(sets.length);
  sweep(task, 0, sets.length, whole);
  const parts = emptySweep(sets.length, (rows) => new Float64Array(new SharedArrayBuffer(rows * 8)).fill(7));
  sweep(task, 8, 12, parts);
  expect([...parts.trades.subarray(0, 8)]).toEqual(Array(8).fill(7));
  sweep(task, 0, 8, parts);
  expect(parts).toEqual(whole);
  expect(whole.trades.every((count) => count > 50)).toBe(true);
});

it("reads funding through step", () => {
  const bars = goldenBars("bybit/XRPUSDT_4h.csv.gz");
  const time = Float64Array.from(bars.time);
  const funding = { time, rate: new Float64Array(time.length).fill(0.0001) };
  const settings: RunSettings = { ...HOUR, market: "swap", funding };
  const out = emptySweep(2);
  sweep({ bars, strategy: smaCross, sets: sets.slice(0, 2), settings }, 0, 2, out);
  const [first = {}] = sets;
  expect(rowOf(out, 0)).toEqual(alone(bars, smaCross, first, settings).figures);
  expect(out.return[0]).not.toBe(alone(bars, smaCross, first, { ...settings, funding: null }).figures.return);
});

it("stops between two sets when it is told to", () => {
  const bars = randomBars(1, 300);
  const out = emptySweep(sets.length);
  const run = () =>
    sweep({ bars, strategy: smaCross, sets, settings: HOUR }, 0, sets.length, out, { onSet: (row) => row < 2 });
  expect(run).toThrow(RunStopped);
  expect([...out.return].filter((value) => value !== 0).length).toBeLessThanOrEqual(3);
});
