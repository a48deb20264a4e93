import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenBars } from "@/lib/testing/golden";
import { randomBars } from "@/lib/testing/random-bars";
import { bareNoise, noise, parametersOf, settingsOf } from "@/lib/testing/random-runs";
import { runSteps } from "../engine/run-steps.ts";
import { DEFAULT_SETTINGS, type RunSettings } from "../engine/settings.ts";
import type { Bars } from "../market/bars.ts";
import { BUILT_IN_STRATEGIES } from "../strategies/built-in.ts";
import { readParameters } from "../strategies/read-parameters.ts";
import type { ParameterValues, SignalStrategy } from "../strategies/strategy.ts";
import { runSignals } from "./run-signals.ts";
import { createStudyColumns, prepareColumns } from "./study-columns.ts";

const SIGNALS = BUILT_IN_STRATEGIES.filter((strategy) => strategy.kind === "signals");

const ALL: readonly SignalStrategy[] = [...SIGNALS, noise, bareNoise];

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
