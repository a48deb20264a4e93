import { describe, expect, it } from "vitest";
import { goldenBars } from "@/lib/testing/golden";
import { seated } from "../engine/run-steps.ts";
import { DEFAULT_SETTINGS, type RunSettings } from "../engine/settings.ts";
import { createState } from "../engine/state.ts";
import { step } from "../engine/step.ts";
import { ta } from "../indicators/catalogue.ts";
import { BAR_COLUMNS, type Bars, emptyBars } from "../market/bars.ts";
import { BUILT_IN_STRATEGIES } from "../strategies/built-in.ts";
import { pyramidingOf } from "../strategies/pyramiding-of.ts";
import { readParameters } from "../strategies/read-parameters.ts";
import type { ParameterValues, Strategy } from "../strategies/strategy.ts";
import type { TradeColumns } from "./result.ts";
import { runBacktest } from "./run-backtest.ts";

interface Session {
  readonly trades: TradeColumns;
  readonly equity: readonly number[];
}

/** A paper session: one closed bar at a time arrives, indicators stream, and of later bars there is nothing but NaN. */
function paperSession(history: Bars, strategy: Strategy, parameters: ParameterValues, settings: RunSettings): Session {
  const bars = emptyBars(history.length);
  for (const name of BAR_COLUMNS) bars[name].fill(Number.NaN);
  const lines: Record<string, Float64Array> = {};
  const streams = Object.entries(strategy.studies(parameters, ta)).map(([name, study]) => {
    const columns = study.lines.map((line) => {
      const column = new Float64Array(history.length).fill(Number.NaN);
      lines[study.lines.length === 1 ? name : `${name}.${line}`] = column;
      return column;
    });
    return { stream: study.stream(), columns, values: new Float64Array(columns.length) };
  });
  const state = createState(settings.cash);
  const pyramiding = pyramidingOf(strategy, parameters, settings.pyramiding);
  const input = seated(strategy, parameters, { bars, lines }, { ...settings, pyramiding }, state);
  const equity: number[] = [];
  for (let i = 0; i < history.length; i++) {
    for (const name of BAR_COLUMNS) bars[name][i] = history[name][i] ?? Number.NaN;
    for (const { stream, columns, values } of streams) {
      stream.next(bars, i, values);
      for (const [k, column] of columns.entries()) column[i] = values[k] ?? Number.NaN;
    }
    input.index = i;
    step(state, input);
    equity.push(state.equity);
  }
  return { trades: input.facts.trades.result(), equity };
}

describe.each(BUILT_IN_STRATEGIES.map((strategy) => [strategy.name, strategy] as const))("%s", (_, strategy) => {
  it.each(["binance/SOLUSDT_1h.csv.gz", "bybit/BTCUSDT_1d.csv.gz"])(
    "as a paper session on %s it makes the trades of the backtest",
    (file) => {
      const bars = goldenBars(file);
      const read = readParameters(strategy.parameters, {});
      if (!read.ok) throw new Error(read.detail);
      const settings = {
        ...DEFAULT_SETTINGS,
        sizing: { type: "quote", value: 300 } as const,
        slippageBps: 1,
        barMs: 3_600_000,
      };
      const { trades, equity } = runBacktest(bars, strategy, read.value, settings);
      const session = paperSession(bars, strategy, read.value, settings);
      expect(session.trades).toEqual(trades);
      expect(session.equity).toEqual([...equity]);
    },
  );
});
