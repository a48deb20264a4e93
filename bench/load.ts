import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openDb } from "@/lib/db/client";
import type { SeriesKey } from "@/lib/features/candles/candle-series";
import { importCandles } from "@/lib/features/candles/import-candles";
import { type LoadOptions, loadBars } from "@/lib/features/candles/load-bars";
import { parseCandles } from "@/lib/features/candles/parse-candles";
import { openBarCache } from "@/lib/integrations/bar-cache/open-bar-cache";
import { openEmbedded, removeEmbedded } from "@/lib/integrations/local/postgres/embedded";
import { utcMs } from "@/lib/kernel/time";
import { createLogger } from "@/lib/runtime/logger";
import { migrate } from "@/lib/runtime/migrate";
import { median, printTable, tellLoad } from "./table.ts";

const YARDSTICK = resolve("../shared/bench/backtest");
const key: SeriesKey = { exchange: "bench", symbol: "BTC/USDT", timeframe: "1m" };

interface Times {
  /** The yardstick's byte parser and its column file, milliseconds. */
  readonly bytes: number;
  readonly bin: number;
  readonly parse: number;
  readonly database: number;
  readonly cache: number;
  readonly cacheShared: number;
}

/**
 * `npm run bench -- load`: reading half a million bars from text, from PostgreSQL and from this machine's column file, beside
 * ../shared/bench/backtest/load.mjs. Yardstick and we take turns; the best of a round counts, then the median of the rounds.
 */
export async function benchLoad(options: { readonly bars: string; readonly rounds: string }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "heliograph-bench-"));
  const embedded = await openEmbedded({ dataDir: folder, password: "bench" });
  const urls = { owner: embedded.url, web: embedded.url, worker: embedded.url };
  await migrate(urls);
  const db = openDb(embedded.url);
  try {
    run([join(YARDSTICK, "gen-data.mjs"), folder, options.bars]);
    const prefix = join(folder, options.bars);
    const text = readFileSync(`${prefix}.csv`);
    const parsed = parseCandles(text, key.timeframe);
    if (!parsed.ok) throw new Error(parsed.detail);
    const ctx = { db, clock: { now: () => utcMs(Date.now()) } };
    const importMs = await timed(() => importCandles(ctx, key, parsed.value));
    const againMs = await timed(() => importCandles(ctx, key, parsed.value));
    const cache = openBarCache(folder, { log: createLogger({ name: "bench", level: "warn" }) });
    const load = (loading: LoadOptions) => timed(() => loadBars({ db }, key, loading));
    await load({ cache });
    await cache.settled();
    const rounds: Times[] = [];
    for (let round = 0; round < Number(options.rounds); round += 1) {
      const beside: { bytes: { ms: number }; bin: { ms: number } } = JSON.parse(
        run([join(YARDSTICK, "load.mjs"), prefix, "5"]),
      );
      rounds.push({
        bytes: beside.bytes.ms,
        bin: beside.bin.ms,
        parse: await best(() => timed(() => parseCandles(readFileSync(`${prefix}.csv`), key.timeframe))),
        database: await best(() => load({})),
        cache: await best(() => load({ cache })),
        cacheShared: await best(() => load({ cache, shared: true })),
      });
    }
    const [size] = await db.$queryRaw<{ bytes: bigint }[]>`SELECT pg_total_relation_size('candle_chunks') AS bytes`;
    const of = (name: keyof Times): number => median(rounds.map((times) => times[name]));
    const line = (what: string, name: keyof Times, beside: "bytes" | "bin", wanted: string): string[] => [
      what,
      ms(of(name)),
      ms(of(beside)),
      (of(name) / of(beside)).toFixed(2),
      wanted,
    ];
    printTable(
      ["what", "ours ms", "yardstick ms", "ratio", "wanted"],
      [
        line("CSV to columns (beside `bytes`)", "parse", "bytes", "≤ 1.5"),
        line("from PostgreSQL (beside `bin`)", "database", "bin", "≤ 60 ms"),
        line("from the column file", "cache", "bin", "≤ 10 ms"),
        line("… into shared memory", "cacheShared", "bin", "≤ 10 ms"),
      ],
    );
    const bytes = (Number(size?.bytes) / Number(options.bars)).toFixed(1);
    console.log(
      `\nStored in ${ms(importMs)} ms, again in ${ms(againMs)} ms; ${bytes} bytes a bar on disk, indexes and all (wanted: ≤ 48).`,
    );
    tellLoad();
  } finally {
    await db.$disconnect();
    await removeEmbedded(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[]): string {
  if (!existsSync(YARDSTICK))
    throw new Error(`${YARDSTICK} is absent: the yardsticks lie in ../shared beside the clone`);
  const child = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (child.status !== 0) throw new Error(`the yardstick failed: ${child.stderr}`);
  return child.stdout;
}

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function best(measure: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 7; i += 1) least = Math.min(least, await measure());
  return least;
}

function ms(value: number): string {
  return value.toFixed(value < 20 ? 1 : 0);
}
