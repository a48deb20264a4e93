import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { createStudyColumns, prepareColumns } from "@/lib/trading/backtest/study-columns";
import { type Bars, sliceBars } from "@/lib/trading/market/bars";
import { type Metrics, measure } from "@/lib/trading/stats/metrics";
import { BENCH_SETTINGS, type BenchTask } from "../rules.ts";

const WARM_RUNS = 200;

/**
 * As the others: two turns and some 400 ms for the compiler, then the fastest of `reps`. Before that, short runs as a thread of the product
 * is warmed by: a function that has only ever seen half a million bars is compiled in the middle of its loop and thrown away at its end.
 */
export function single(bars: Bars, { strategy, parameters }: BenchTask, reps: number) {
  const started = performance.now();
  for (let turn = 0; turn < WARM_RUNS; turn++) {
    const few = sliceBars(bars, turn * 100, turn * 100 + 5_000);
    measure(runBacktest(few, strategy, parameters, BENCH_SETTINGS), few, BENCH_SETTINGS);
  }
  const indicators: number[] = [];
  const whole: number[] = [];
  let metrics: Metrics | undefined;
  for (let turn = 0; turn < reps + 2 || performance.now() - started < 400; turn++) {
    const before = performance.now();
    prepareColumns(strategy, parameters, createStudyColumns(bars));
    const between = performance.now();
    metrics = measure(runBacktest(bars, strategy, parameters, BENCH_SETTINGS), bars, BENCH_SETTINGS);
    const after = performance.now();
    if (turn < 2) continue;
    indicators.push(between - before);
    whole.push(after - between);
  }
  return {
    indicator_ms: Math.min(...indicators),
    backtest_ms: Math.min(...whole),
    trades: metrics?.trades,
    wins: metrics?.wins,
    pnl: metrics?.netProfit,
    maxDd: metrics?.maxDrawdownAbs,
  };
}
