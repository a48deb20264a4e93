import type { JudgeTask } from "@/lib/ports/compute";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { dailyEquity } from "@/lib/trading/stats/days";
import { measure } from "@/lib/trading/stats/metrics";
import { type BlockSums, CSCV_BLOCKS } from "@/lib/trading/validation/block-sums";
import { judgeSearch } from "@/lib/trading/validation/judge-search";
import { watchOf } from "../gauge.ts";
import { returnsOf } from "./returns.ts";
import { strategyOf } from "./strategy-of.ts";
import type { Task } from "./task.ts";

export const judge: Task<"judge"> = async (input, gauge) => {
  const { bars, strategy: ref, settings, best, sharpes, trials } = input;
  gauge.begin(bars.length);
  const watch = watchOf(gauge, bars.length);
  const result = runBacktest(bars, await strategyOf(ref), best, settings, { watch });
  const returns = returnsOf(dailyEquity(bars.time, result.equity).equity);
  const record = { trials, sharpes, blocks: blocksOf(input), bestReturns: returns };
  const verdict = judgeSearch(record, () => !gauge.isAskedToStop());
  const { overfitting, sharpe, luck } = verdict;
  const output = {
    metrics: measure(result, bars, settings),
    pbo: overfitting?.pbo ?? null,
    lossProbability: overfitting?.lossProbability ?? null,
    deflatedSharpe: sharpe?.deflated ?? null,
    luck,
    verdict,
  };
  return { output, transfer: [] };
};

function blocksOf({ sums, squares, blockLength }: JudgeTask): BlockSums[] {
  const slice = (column: Float64Array, n: number): Float64Array =>
    column.subarray(n * CSCV_BLOCKS, (n + 1) * CSCV_BLOCKS);
  return Array.from({ length: sums.length / CSCV_BLOCKS }, (_, n) => ({
    length: blockLength,
    sums: slice(sums, n),
    squares: slice(squares, n),
  }));
}
