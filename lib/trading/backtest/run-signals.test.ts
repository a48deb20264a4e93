import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenBars } from "@/lib/testing/golden";
import { randomBars } from "@/lib/testing/random-bars";
import { runSteps } from "../engine/run-steps.ts";
import { DEFAULT_SETTINGS, type RunSettings } from "../engine/settings.ts";
import type { Bars } from "../market/bars.ts";
import { BUILT_IN_STRATEGIES } from "../strategies/built-in.ts";
import { readParameters } from "../strategies/read-parameters.ts";
import type { Columns, Parameter, ParameterValues, SignalStrategy } from "../strategies/strategy.ts";
import { runSignals } from "./run-signals.ts";
import { createStudyColumns, prepareColumns } from "./study-columns.ts";

const SIGNALS = BUILT_IN_STRATEGIES.filter((strategy) => strategy.kind === "signals");

/** Any signals at all, with stops and targets where they please, also on the wrong side: what no sensible strategy would do. */
const noise: SignalStrategy = {
  kind: "signals",
  name: "noise",
  title: "Noise",
  description: "Random bits.",
  parameters: {
    seed: { kind: "number", label: "Seed", default: 1, min: 0, max: 1e9, step: 1, whole: true },
    density: { kind: "number", label: "Density", default: 0.2, min: 0, max: 1, step: 0.1 },
    reach: { kind: "number", label: "Reach", default: 0.01, min: 0, max: 0.1, step: 0.01 },
  },
  studies: () => ({}),
  signals(_columns, parameters, from, to, out) {
    for (let i = from; i < to; i++) {
      const dice = hash(Number(parameters["seed"]), i);
      out[i] = dice % 1_000 < Number(parameters["density"]) * 1_000 ? Math.floor(dice / 1_000) % 16 : 0;
    }
  },
  protect: {
    stop: (columns, parameters, i) => awayFrom(columns, parameters, i, 1),
    target: (columns, parameters, i) => awayFrom(columns, parameters, i, 2),
  },
};

const hash = (seed: number, i: number): number => {
  const mixed = Math.imul(Math.imul(seed, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 13)) >>> 0;
};

function awayFrom({ bars }: Columns, parameters: ParameterValues, i: number, salt: number): number {
  const dice = hash(Number(parameters["seed"]) + salt, i) % 1_000;
  if (dice < 200) return Number.NaN;
  return (bars.close[i] ?? 0) * (1 + ((dice - 600) / 400) * Number(parameters["reach"]));
}

const ALL: readonly SignalStrategy[] = [...SIGNALS, noise];

/** Values inside their bounds, windows short enough for the data. */
function arbitraryValue(parameter: Parameter): fc.Arbitrary<unknown> {
  switch (parameter.kind) {
    case "number":
      return parameter.whole
        ? fc.integer({ min: parameter.min, max: Math.min(parameter.max, parameter.max > 1e6 ? 1e6 : 40) })
        : fc.double({ min: parameter.min, max: Math.min(parameter.max, 90), noNaN: true });
    case "choice":
      return fc.constantFrom(...parameter.choices);
    case "flag":
      return fc.boolean();
    case "numbers":
      return fc.constant(parameter.default);
  }
}

const parametersOf = (strategy: SignalStrategy): fc.Arbitrary<ParameterValues> =>
  fc
    .record(Object.fromEntries(Object.entries(strategy.parameters).map(([name, one]) => [name, arbitraryValue(one)])))
    .map((given) => readParameters(strategy.parameters, given, strategy.check))
    .filter((read) => read.ok)
    .map((read) => (read.ok ? read.value : {}));

const rate = fc.constantFrom(0, 0.0004, 0.001, 0.01);
const settingsOf: fc.Arbitrary<RunSettings> = fc.record({
  cash: fc.constantFrom(500, 10_000, 1_000_000),
  makerFee: rate,
  takerFee: rate,
  slippageBps: fc.constantFrom(0, 1, 7.5),
  spreadBps: fc.constantFrom(0, 2),
  market: fc.constantFrom("spot", "swap"),
  leverage: fc.constantFrom(1, 3, 50),
  maintenanceMargin: fc.constantFrom(0.005, 0.02),
  sizing: fc.constantFrom<RunSettings["sizing"]>(
    { type: "units", value: 3 },
    { type: "quote", value: 700 },
    { type: "equityPct", value: 95 },
    { type: "riskPct", value: 1 },
  ),
  tick: fc.constantFrom(0, 0.05, 0.3),
  lot: fc.constantFrom(0, 0.01, 1),
  minNotional: fc.constantFrom(0, 10, 600),
  pyramiding: fc.constantFrom(1, 3),
  atEnd: fc.constantFrom("keep", "close", "open"),
  barMs: fc.constant(60_000),
  funding: fc.constant(null),
});

function expectSame(strategy: SignalStrategy, parameters: ParameterValues, bars: Bars, settings: RunSettings): number {
  const columns = prepareColumns(strategy, parameters, createStudyColumns(bars));
  const walked = runSignals(strategy, parameters, columns, settings);
  expect(walked).toEqual(runSteps(strategy, parameters, columns, settings));
  return walked.trades.length;
}

describe.each(ALL.map((strategy) => [strategy.name, strategy] as const))("%s", (_, strategy) => {
  it("gives the result of step to the last bit, whatever the bars, parameters and settings", () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 400 }),
        parametersOf(strategy),
        settingsOf,
        (seed, length, parameters, settings) => {
          expectSame(strategy, parameters, randomBars(seed, length), settings);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe.each(SIGNALS.map((strategy) => [strategy.name, strategy] as const))("%s on real files", (_, strategy) => {
  it.each(["binance/SOLUSDT_15m.csv.gz", "bybit/BTCUSDT_4h.csv.gz"])("%s", (file) => {
    const bars = goldenBars(file);
    const read = readParameters(strategy.parameters, {});
    const settings = { ...DEFAULT_SETTINGS, slippageBps: 2, tick: 0.001, lot: 0.0001, barMs: 900_000 };
    expect(read.ok && expectSame(strategy, read.value, bars, settings)).toBeGreaterThan(20);
  });
});

it("the property meets stops, targets, liquidations, refusals and reversals", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.integer(), parametersOf(noise), settingsOf, (seed, parameters, settings) => {
      const columns = prepareColumns(noise, parameters, createStudyColumns(randomBars(seed, 300)));
      const { trades, refused } = runSignals(noise, parameters, columns, settings);
      for (const reason of trades.exitReason) seen.add(`exit ${reason}`);
      for (const reason of Object.keys(refused)) seen.add(reason);
      for (let row = 1; row < trades.length; row++) {
        if (trades.entryBar[row] === trades.exitBar[row - 1]) seen.add("reversal");
        if (trades.entryBar[row] === trades.exitBar[row]) seen.add("one bar");
      }
    }),
    { numRuns: 400, seed: 1 },
  );
  const expected = [
    "exit 0",
    "exit 1",
    "exit 2",
    "exit 5",
    "exit 6",
    "no_cash",
    "no_stop",
    "below_min_notional",
    "zero_quantity",
  ];
  expect([...seen]).toEqual(expect.arrayContaining([...expected, "reversal", "one bar"]));
});
