import { ThreadPool } from "@/lib/integrations/threads/thread-pool";
import type { Bars } from "@/lib/trading/market/bars";
import { BENCH_SETTINGS, type BenchTask, SILENT } from "../rules.ts";

/** From asking for a thread that is not there yet to the metrics of its first run over these bars; the median and the slowest of `reps`. */
export async function fresh(bars: Bars, { strategy, parameters }: BenchTask, reps: number) {
  const times: number[] = [];
  const work: number[] = [];
  let trades = 0;
  for (let turn = 0; turn < Math.max(5, reps); turn++) {
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    const pool = new ThreadPool({ threads: 1, log: SILENT });
    const run = { bars, strategy: { name: strategy.name }, parameters, settings: BENCH_SETTINGS };
    const { metrics } = await pool.do("run", run, { turn: "bench", stop: new AbortController().signal });
    times.push(performance.now() - before);
    const cpu = process.cpuUsage(cpuBefore);
    work.push((cpu.user + cpu.system) / 1_000);
    trades = metrics.trades;
    await pool.close();
  }
  times.sort((a, b) => a - b);
  return { backtest_ms: times[times.length >> 1], most_ms: times.at(-1), cpu_ms: Math.min(...work), trades };
}
