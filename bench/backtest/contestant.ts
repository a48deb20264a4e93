import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runSearch } from "@/lib/features/backtests/run-search";
import { SearchMemory } from "@/lib/features/backtests/search-memory";
import { ThreadPool } from "@/lib/integrations/threads/thread-pool";
import type { Log } from "@/lib/ports/log";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { createStudyColumns, prepareColumns } from "@/lib/trading/backtest/study-columns";
import { type Bars, sliceBars } from "@/lib/trading/market/bars";
import { startSearch } from "@/lib/trading/optimise/search";
import { type Metrics, measure } from "@/lib/trading/stats/metrics";
import { readBarsFile } from "./bars-file.ts";
import { benchSpace } from "./combinations.ts";
import { BENCH_SETTINGS, type BenchTask, benchTask } from "./rules.ts";

/**
 * The product as one more contestant of ../shared/bench/backtest: its own kernel, and for `opt` its own search over its own threads. Prints
 * one line of JSON with the fields of the others. Started by launch.ts, which bundles it as the product is bundled.
 */
const { values } = parseArgs({
  options: {
    data: { type: "string" },
    strategy: { type: "string", default: "sma" },
    task: { type: "string", default: "single" },
    reps: { type: "string", default: "5" },
    combos: { type: "string", default: "100" },
    threads: { type: "string", default: String(Math.min(2, availableParallelism())) },
  },
});
const silent: Log = { debug() {}, info() {}, warn() {}, error: (fields, message) => console.error(message, fields) };
if (values.data === undefined) throw new Error("--data PREFIX is missing: the bars are read from PREFIX.bin");
const WARM_RUNS = 200;
const started = performance.now();
const bars = readBarsFile(join(`${values.data}.bin`));
const loadMs = performance.now() - started;
const reps = Number(values.reps);
const task = benchTask(values.strategy);
const found =
  values.task === "single"
    ? single(bars, task, reps)
    : await optimise(bars, values.strategy, Number(values.combos), reps, Number(values.threads));
console.log(
  JSON.stringify({
    contestant: "ours",
    data: values.data,
    strategy: values.strategy,
    task: values.task,
    reps,
    combos: Number(values.combos),
    bars: bars.length,
    load_ms: loadMs,
    ...found,
    rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);

/**
 * As the others: two turns and some 400 ms for the compiler, then the fastest of `reps`. Before that, short runs as a thread of the product
 * is warmed by: a function that has only ever seen half a million bars is compiled in the middle of its loop and thrown away at its end.
 */
function single(bars: Bars, { strategy, parameters }: BenchTask, reps: number) {
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

/**
 * As in the product, where a pool of threads stays for search after search: it is started and has searched before the clock, as the loop of
 * the yardstick is compiled by its first turn. Columns are never left over from the turn before (tasks/kept-studies.ts).
 */
async function optimise(bars: Bars, name: string, combos: number, reps: number, threads: number) {
  const times: number[] = [];
  /** Time of all cores: what a machine that other work shares still tells. */
  const work: number[] = [];
  let best = {};
  const pool = new ThreadPool({ threads, log: silent });
  await pool.warm();
  for (let turn = 0; turn <= Math.max(2, reps); turn++) {
    const cpuBefore = process.cpuUsage();
    const before = performance.now();
    const { figures, index } = await searchBest(pool, bars, name, combos);
    const ms = performance.now() - before;
    const cpu = process.cpuUsage(cpuBefore);
    if (turn === 0) continue;
    times.push(ms);
    work.push((cpu.user + cpu.system) / 1_000);
    best = { pnl: ((figures.return ?? 0) / 100) * BENCH_SETTINGS.cash, trades: figures.trades, set: index };
  }
  await pool.close();
  return { opt_ms: Math.min(...times), cpu_ms: Math.min(...work), combos_run: combos, threads, ...best };
}

async function searchBest(pool: ThreadPool, bars: Bars, name: string, combos: number) {
  const { strategy, space } = benchSpace(name, combos);
  const plan = { method: "grid", trials: combos, objective: "return", minTrades: 0, seed: 1 } as const;
  const search = startSearch(space, plan, strategy.check);
  if (!search.ok) throw new Error(search.detail);
  const ground = { bars, barsKey: "bench", strategy: { name: strategy.name }, settings: BENCH_SETTINGS };
  const stop = new AbortController().signal;
  await runSearch(pool, ground, search.value, new SearchMemory(), { turn: "bench", stop });
  const best = search.value.best();
  if (best === null) throw new Error("the search found nothing");
  return best;
}
