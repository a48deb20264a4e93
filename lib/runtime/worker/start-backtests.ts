import { availableParallelism, hostname } from "node:os";
import { BacktestRunner } from "@/lib/features/backtests/runner";
import { SeriesMemory } from "@/lib/features/backtests/series-memory";
import { openBarCache } from "@/lib/integrations/bar-cache/open-bar-cache";
import { ThreadPool } from "@/lib/integrations/threads/thread-pool";
import type { Ctx } from "@/lib/ports/ctx";
import type { Settings } from "../env.ts";

export interface Backtests {
  /** Something was put into the queue. */
  wake(): void;
  /** Some event was written: it may be that one was cancelled. */
  notice(): void;
  stop(): Promise<void>;
}

/** Takes backtests from the queue and computes them on as many threads as the machine has cores. */
export function startBacktests(ctx: Ctx, settings: Pick<Settings, "DATA_DIR">): Backtests {
  const compute = new ThreadPool({ threads: Math.max(2, availableParallelism()), log: ctx.log });
  const series = new SeriesMemory(ctx, { cache: openBarCache(settings.DATA_DIR, { log: ctx.log }) });
  const worker = `${hostname()}-${process.pid}-${ctx.ids.make("job")}`;
  const runner = new BacktestRunner({ ctx, compute, series }, { worker });
  compute.warm().catch((error: unknown) => ctx.log.error({ err: error }, "compute threads did not warm up"));
  runner.start();
  return {
    wake: () => runner.wake(),
    notice: () => runner.notice(),
    async stop() {
      await runner.stop();
      await compute.close();
    },
  };
}
