import { ThreadPool } from "@/lib/integrations/threads/thread-pool";
import type { Bars } from "@/lib/trading/market/bars";
import { BENCH_SETTINGS, type BenchTask, SILENT } from "../rules.ts";

/**
 * The first result of a thread over these bars, to the metrics; the median and the slowest of `reps`. `backtest_ms`: of a thread that the pool
 * has made and warmed, as it does when a worker starts and when a thread is replaced. `cold_ms`: asked for with the thread not there yet.
 */
export async function fresh(bars: Bars, { strategy, parameters }: BenchTask, reps: number) {
  const cold: number[] = [];
  const times: number[] = [];
  const work: number[] = [];
  let trades = 0;
  for (let turn = 0; turn < Math.max(5, reps); turn++) {
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    const pool = new ThreadPool({ threads: 1, log: SILENT });
    const run = { bars, strategy: { name: strategy.name }, parameters, settings: BENCH_SETTINGS };
    const options = { turn: "bench", stop: new AbortController().signal };
    const { metrics } = await pool.do("run", run, options);
    cold.push(performance.now() - before);
    const cpu = process.cpuUsage(cpuBefore);
    work.push((cpu.user + cpu.system) / 1_000);
    trades = metrics.trades;
    await pool.close();
    const ready = new ThreadPool({ threads: 1, log: SILENT });
    await ready.warm();
    const asked = performance.now();
    await ready.do("run", run, options);
    times.push(performance.now() - asked);
    await ready.close();
  }
  times.sort((a, b) => a - b);
  cold.sort((a, b) => a - b);
  const [backtest_ms, cold_ms] = [times[times.length >> 1], cold[cold.length >> 1]];
  return { backtest_ms, most_ms: times.at(-1), cold_ms, cpu_ms: Math.min(...work), trades };
}
