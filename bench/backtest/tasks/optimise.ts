import { runSearch } from "@/lib/features/backtests/run-search";
import { SearchMemory } from "@/lib/features/backtests/search-memory";
import { ThreadPool } from "@/lib/integrations/threads/thread-pool";
import type { Bars } from "@/lib/trading/market/bars";
import { startSearch } from "@/lib/trading/optimise/search";
import { benchSpace } from "../combinations.ts";
import { BENCH_SETTINGS, SILENT } from "../rules.ts";

/**
 * As in the product, where a pool of threads stays for search after search: it is started and has searched before the clock, as the loop of
 * the yardstick is compiled by its first turn. Columns are never left over from the turn before (tasks/kept-studies.ts).
 */
export async function optimise(bars: Bars, name: string, combos: number, reps: number, threads: number) {
  const times: number[] = [];
  /** Time of all cores: what a machine that other work shares still tells. */
  const work: number[] = [];
  let best = {};
  const pool = new ThreadPool({ threads, log: SILENT });
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
