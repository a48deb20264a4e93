import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { RunStopped } from "@/lib/trading/backtest/watch";
import { FIGURES, type FigureColumns } from "@/lib/trading/optimise/objective";
import { type Metrics, measure } from "@/lib/trading/stats/metrics";
import { blockLength, blockSumsOf, CSCV_BLOCKS } from "@/lib/trading/validation/block-sums";
import { observedSharpe } from "@/lib/trading/validation/deflated-sharpe";
import type { Gauge } from "../gauge.ts";
import { keptStudies } from "./kept-studies.ts";
import { returnRows, returnsOf } from "./returns.ts";
import { strategyOf } from "./strategy-of.ts";
import { buffersOf, type Task } from "./task.ts";

/** Bars between two looks inside a run: a wish to stop is seen within milliseconds even where one run takes long. */
const LOOK_BARS = 16_384;

export const sweep: Task<"sweep"> = async ({ bars, barsKey, strategy: ref, settings, sets }, gauge) => {
  const strategy = await strategyOf(ref);
  const studies = keptStudies(barsKey, bars);
  const rows = returnRows(bars.time);
  const length = rows === null ? 0 : blockLength(rows.length - 1);
  const blocks = length < 2 ? 0 : CSCV_BLOCKS;
  const figures = figureColumns(sets.length);
  const sharpes = new Float64Array(sets.length).fill(Number.NaN);
  const sums = new Float64Array(sets.length * blocks);
  const squares = new Float64Array(sets.length * blocks);
  gauge.begin(sets.length);
  for (const [row, parameters] of sets.entries()) {
    if (gauge.isAskedToStop()) throw new RunStopped();
    const result = runBacktest(bars, strategy, parameters, settings, { studies, watch: lookingOut(gauge) });
    noteFigures(figures, row, measure(result, bars, settings));
    if (rows !== null) {
      const returns = returnsOf(result.equity, rows);
      sharpes[row] = observedSharpe(returns).sharpe;
      if (blocks > 0) {
        const block = blockSumsOf(returns);
        sums.set(block.sums, row * blocks);
        squares.set(block.squares, row * blocks);
      }
    }
    gauge.note(row + 1);
  }
  const output = { figures, sharpes, sums, squares, blockLength: length };
  return { output, transfer: buffersOf([...Object.values(figures), sharpes, sums, squares]) };
};

function lookingOut(gauge: Gauge) {
  return { everyBars: LOOK_BARS, onBar: () => !gauge.isAskedToStop() };
}

function figureColumns(length: number): FigureColumns {
  const column = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  return {
    sharpe: column(),
    calmar: column(),
    return: column(),
    profitFactor: column(),
    expectancy: column(),
    maxDrawdown: column(),
    trades: column(),
  };
}

/** NaN where a metric is not defined: a column of floats has no null. */
function noteFigures(figures: FigureColumns, row: number, metrics: Metrics): void {
  const of = {
    sharpe: metrics.sharpeDaily,
    calmar: metrics.calmar,
    return: metrics.returnPct,
    profitFactor: metrics.profitFactor,
    expectancy: metrics.expectancy,
    maxDrawdown: metrics.maxDrawdownPct,
    trades: metrics.trades,
  };
  for (const name of FIGURES) figures[name][row] = of[name] ?? Number.NaN;
}
