import { afterAll, beforeAll, beforeEach } from "vitest";
import { importCandles } from "@/lib/features/candles/import-candles";
import { ThreadPool } from "@/lib/integrations/threads/thread-pool";
import type { Actor } from "@/lib/kernel/actor";
import { HOUR_MS } from "@/lib/kernel/time";
import type { Compute } from "@/lib/ports/compute";
import { makeActor } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { type Bars, barsOf } from "@/lib/trading/market/bars";
import { generateCandles } from "@/lib/trading/simulated/generated-candles";
import { BacktestRunner } from "./runner.ts";
import { SeriesMemory } from "./series-memory.ts";

/** A database with hourly candles of some symbols, threads, and a person who starts runs; no backtests at the start of each test. */
export interface RunnerStage {
  readonly db: ReturnType<typeof testDb>;
  readonly ctx: TestCtx;
  readonly pool: ThreadPool;
  readonly ann: Actor;
  readonly bars: Bars;
  /** A worker of this name, stopped at the end of the file. */
  runner(worker: string, compute?: Compute): BacktestRunner;
}

export function runnerStage({
  seed,
  length,
  symbols,
}: {
  readonly seed: number;
  readonly length: number;
  readonly symbols: readonly string[];
}): RunnerStage {
  const db = testDb();
  const startMs = Date.parse("2024-01-01T00:00:00Z");
  const bars = barsOf(
    generateCandles({ seed, startMs, lengthMs: HOUR_MS, bars: length, startPrice: 100, decimals: 2, volatilityPct: 1 }),
  );
  const runners: BacktestRunner[] = [];
  const made: { ctx?: TestCtx; pool?: ThreadPool; ann?: Actor } = {};
  const stage: RunnerStage = {
    db,
    bars,
    get ctx() {
      return present(made.ctx);
    },
    get pool() {
      return present(made.pool);
    },
    get ann() {
      return present(made.ann);
    },
    runner(worker, compute = stage.pool) {
      const { ctx } = stage;
      const runner = new BacktestRunner({ ctx, compute, series: new SeriesMemory(ctx) }, { worker });
      runners.push(runner);
      return runner;
    },
  };

  beforeAll(async () => {
    made.ctx = createTestCtx(db.worker);
    made.pool = new ThreadPool({ threads: 2, log: made.ctx.log });
    for (const symbol of symbols) await importCandles(made.ctx, { exchange: "binance", symbol, timeframe: "1h" }, bars);
  }, 60_000);

  beforeEach(async () => {
    await db.owner("DELETE FROM backtests");
    made.ann = await makeActor(stage.ctx, "SUBSCRIBER", "Ann");
  });

  afterAll(async () => {
    for (const runner of runners) await runner.stop();
    await made.pool?.close();
  });

  return stage;
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the stage is set before the first test");
  return value;
}
