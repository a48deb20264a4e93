import { resolve } from "node:path";
import { strategyOf } from "@/lib/integrations/threads/tasks/strategy-of";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import type { Bars } from "@/lib/trading/market/bars";
import { BENCH_SETTINGS } from "../rules.ts";

/**
 * A strategy from its file, with a callback at each bar, through `step`: indicators, trades and equity. The fastest of `reps` turns, and none
 * sooner than 400 ms, as the others are measured.
 */
export async function callback(bars: Bars, name: string, reps: number) {
  const strategy = await strategyOf({ file: resolve(`bench/backtest/strategies/${name}.js`) });
  const times: number[] = [];
  const work: number[] = [];
  let trades = 0;
  const started = performance.now();
  for (let turn = 0; turn < reps + 2 || performance.now() - started < 400; turn++) {
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    trades = runBacktest(bars, strategy, {}, BENCH_SETTINGS).trades.length;
    const ms = performance.now() - before;
    const cpu = process.cpuUsage(cpuBefore);
    if (turn < 2) continue;
    times.push(ms);
    work.push((cpu.user + cpu.system) / 1_000);
  }
  return { backtest_ms: Math.min(...times), cpu_ms: Math.min(...work), trades };
}
