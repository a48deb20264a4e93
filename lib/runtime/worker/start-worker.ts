import { NEXT_RUN_CHANNEL } from "@/lib/features/backtests/start-backtest";
import { accountsWithWork } from "@/lib/features/orders/queries";
import { loadCcxt } from "@/lib/integrations/ccxt/load-ccxt";
import type { Ctx } from "@/lib/ports/ctx";
import type { Settings } from "../env.ts";
import { startHeartbeat } from "../heartbeat.ts";
import { Leases } from "../leases.ts";
import { listen } from "../listen.ts";
import { type HandlerRunner, runHandlers } from "../outbox/run-handlers.ts";
import { startQueue } from "../queue.ts";
import { runSchedules } from "../schedules.ts";
import { eventHandlers, leasedTasks, queueTasks, schedules } from "../tasks.ts";
import { createDeliveries } from "./create-deliveries.ts";
import { startBacktests } from "./start-backtests.ts";
import { startTradeAccounts } from "./trade-accounts.ts";

export interface Worker {
  stop(): Promise<void>;
}

/**
 * Everything the worker process does: jobs of the queue, event handlers, schedules, the market feed. Several workers may run: jobs are
 * shared by row locks, the rest is held by leases.
 */
export async function startWorker(ctx: Ctx, settings: Settings, databaseUrl: string): Promise<Worker> {
  // Where orders are sent: before anything runs here, rather than between two of them.
  if (settings.TRADING_ENABLED || (await accountsWithWork(ctx.db)).length > 0) await loadCcxt();
  const backtests = startBacktests(ctx, settings);
  const queue = await startQueue({ url: databaseUrl, tasks: queueTasks(ctx, settings, backtests), log: ctx.log });
  const deliveries = createDeliveries(ctx, settings);
  const heartbeat = startHeartbeat(ctx, queue.workerIds);
  const leases = new Leases({ url: databaseUrl, applicationName: "heliograph-leases", log: ctx.log });
  // Another connection: an account's work never waits for a round of asking for other leases, nor they for its end.
  const accountLeases = new Leases({ url: databaseUrl, applicationName: "heliograph-accounts", log: ctx.log });
  const accounts = startTradeAccounts(ctx, accountLeases, settings.CRASH_AT);

  let runner: HandlerRunner | null = null;
  const listener = listen({
    url: databaseUrl,
    applicationName: "heliograph-worker-listen",
    channels: {
      outbox: () => {
        runner?.wake();
        backtests.notice();
        deliveries.wake();
        accounts.wake();
      },
      [NEXT_RUN_CHANNEL]: () => backtests.wake(),
    },
    onListening: () => runner?.wake(),
    onError: (error) => ctx.log.warn({ err: error }, "listening for events was interrupted"),
  });
  leases.hold("handlers", async (signal) => {
    const running = await runHandlers(ctx, eventHandlers(ctx));
    runner = running;
    await aborted(signal);
    runner = null;
    await running.stop();
  });
  leases.hold("schedules", (signal) => runSchedules(ctx, schedules(ctx, settings), signal));
  leases.hold("deliveries", (signal) => deliveries.run(signal));
  for (const task of leasedTasks(ctx, settings)) leases.hold(task.name, (signal) => task.run(signal));

  return {
    async stop() {
      await accounts.stop();
      await Promise.all([leases.stop(), accountLeases.stop(), queue.stop(), listener.stop(), backtests.stop()]);
      await heartbeat.stop();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
