import { EventEmitter } from "node:events";
import { Logger, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Log } from "@/lib/ports/log";

export interface Queue {
  /** Ids under which this process's workers lock jobs. */
  workerIds(): readonly string[];
  /** Lets running jobs end within 3 s; those that do not are freed for the next worker. */
  stop(): Promise<void>;
}

/** Runs the jobs of graphile-worker. Its crontab and `run_at` are not used: periodic work is a Schedule, by ctx.clock (SPEC 3). */
export async function startQueue(options: {
  url: string;
  tasks: TaskList;
  log: Log;
  concurrency?: number;
}): Promise<Queue> {
  const ids = new Set<string>();
  const events: WorkerEvents = new EventEmitter();
  events.on("worker:create", ({ worker }) => ids.add(worker.workerId));
  const runner = await run({
    connectionString: options.url,
    taskList: options.tasks,
    concurrency: options.concurrency ?? 4,
    maxPoolSize: (options.concurrency ?? 4) + 2,
    noHandleSignals: true,
    parsedCronItems: [],
    pollInterval: 1_000,
    gracefulShutdownAbortTimeout: 3_000,
    logger: new Logger(() => (level, message, meta) => {
      if (level === "error") options.log.error({ ...meta }, message);
      else if (level === "warning") options.log.warn({ ...meta }, message);
      else options.log.debug({ ...meta }, message);
    }),
    events,
  });
  return { workerIds: () => [...ids], stop: () => runner.stop().catch(() => undefined) };
}
