import { emptySweep, sweep as sweepSets } from "@/lib/trading/backtest/sweep";
import { dayEnds } from "@/lib/trading/stats/days";
import { blockLength, blockSumsOf, CSCV_BLOCKS } from "@/lib/trading/validation/block-sums";
import { observedSharpe } from "@/lib/trading/validation/deflated-sharpe";
import { keptStudies } from "./kept-studies.ts";
import { DAYS_MIN, returnsOf } from "./returns.ts";
import { strategyOf } from "./strategy-of.ts";
import { buffersOf, type Task } from "./task.ts";

/** A part of a search: figures of each set, and of its daily returns what the question of luck needs. */
export const sweep: Task<"sweep"> = async ({ bars, barsKey, strategy: ref, settings, sets, shared }, gauge) => {
  const strategy = await strategyOf(ref);
  const days = dayEnds(bars.time).length;
  const blocks = days >= DAYS_MIN ? CSCV_BLOCKS : 0;
  const figures = emptySweep(sets.length);
  const sharpes = new Float64Array(sets.length).fill(Number.NaN);
  const sums = new Float64Array(sets.length * blocks);
  const squares = new Float64Array(sets.length * blocks);
  gauge.begin(sets.length);
  sweepSets({ bars, strategy, sets, settings }, 0, sets.length, figures, {
    studies: keptStudies(barsKey, bars, shared),
    onSet(row, daily) {
      const returns = returnsOf(daily);
      sharpes[row] = observedSharpe(returns).sharpe;
      if (blocks > 0) {
        const block = blockSumsOf(returns);
        sums.set(block.sums, row * blocks);
        squares.set(block.squares, row * blocks);
      }
      gauge.note(row + 1);
      return !gauge.isAskedToStop();
    },
  });
  const output = { figures, sharpes, sums, squares, blockLength: blocks === 0 ? 0 : blockLength(days - 1) };
  return { output, transfer: buffersOf([...Object.values(figures), sharpes, sums, squares]) };
};
