import type { RunResult } from "@/lib/trading/backtest/result";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { createStudyColumns, prepareColumns } from "@/lib/trading/backtest/study-columns";
import type { RunSettings } from "@/lib/trading/engine/settings";
import type { Bars } from "@/lib/trading/market/bars";
import {
  type BarStrategy,
  type Columns,
  type ParameterValues,
  SIGNAL,
  type SignalStrategy,
  type Strategy,
} from "@/lib/trading/strategies/strategy";
import { recordDesk } from "./record-desk.ts";

/** All that a run knew, wanted and got, bar by bar. */
export interface RunRecord {
  readonly lines: Columns["lines"];
  /** What was decided at a bar's close, in words that are equal only when the decisions are; bars without a decision are missing. */
  readonly decisions: ReadonlyMap<number, string>;
  readonly result: RunResult;
}

/** Runs a strategy and writes down every decision. Nothing is closed at the end, so the last bar is like any other. */
export function recordRun(
  strategy: Strategy,
  parameters: ParameterValues,
  bars: Bars,
  settings: RunSettings,
): RunRecord {
  const run = { ...settings, atEnd: "keep" } as const;
  const columns = prepareColumns(strategy, parameters, createStudyColumns(bars, Number.POSITIVE_INFINITY));
  if (strategy.kind === "signals") {
    const decisions = decisionsOf(strategy, columns, parameters, 0, bars.length);
    return { lines: columns.lines, decisions, result: runBacktest(bars, strategy, parameters, run) };
  }
  const decisions = new Map<number, string>();
  const result = runBacktest(bars, writingDown(strategy, decisions), parameters, run);
  return { lines: columns.lines, decisions, result };
}

const BITS = Object.entries(SIGNAL);
const WORDS: Readonly<Record<string, string>> = {
  enterLong: "enter long",
  enterShort: "enter short",
  exitLong: "exit long",
  exitShort: "exit short",
};

/** What a strategy of columns decides at bars [from, to), with the prices that would protect each entry. */
export function decisionsOf(
  strategy: SignalStrategy,
  columns: Columns,
  parameters: ParameterValues,
  from: number,
  to: number,
): Map<number, string> {
  const bits = new Uint8Array(columns.bars.length);
  strategy.signals(columns, parameters, from, to, bits);
  const decisions = new Map<number, string>();
  for (let i = from; i < to; i += 1) {
    const here = bits[i] ?? 0;
    if (here === 0) continue;
    const words = BITS.filter(([, bit]) => (here & bit) !== 0).map(([name]) => WORDS[name] ?? name);
    for (const side of ["long", "short"] as const) {
      const enters = (here & (side === "long" ? SIGNAL.enterLong : SIGNAL.enterShort)) !== 0;
      if (!enters || strategy.protect === undefined) continue;
      const stop = strategy.protect.stop(columns, parameters, i, side);
      const target = strategy.protect.target(columns, parameters, i, side);
      words.push(`${side} stop ${stop}, target ${target}`);
    }
    decisions.set(i, words.join(", "));
  }
  return decisions;
}

function writingDown(strategy: BarStrategy, decisions: Map<number, string>): BarStrategy {
  return {
    ...strategy,
    start(parameters, lines, on) {
      const decide = strategy.start(parameters, lines, on);
      let words: string[] = [];
      const desk = recordDesk((word) => words.push(word));
      return (bar, real) => {
        words = [];
        decide(bar, desk.before(real));
        if (words.length > 0) decisions.set(bar.index, words.join(", "));
      };
    },
  };
}
