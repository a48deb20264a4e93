import { SECOND_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";

/** Work that comes back: a row with `dueAt`, compared with ctx.clock each second. It may run twice for one due time, never not at all. */
export interface Schedule {
  /** Names its row: never rename, never reuse. */
  readonly name: string;
  readonly everyMs: number;
  run(signal: AbortSignal): Promise<void>;
}

const RETRY_MS = 30 * SECOND_MS;

/** The next due time on the grid of `dueAt`: however many were missed, they are made up once. */
export function nextDue(dueAt: UtcMs, everyMs: number, now: UtcMs): UtcMs {
  return utcMs(dueAt + Math.max(1, Math.floor((now - dueAt) / everyMs) + 1) * everyMs);
}

/**
 * Runs what is due until `signal` is aborted; one process at a time does this (Leases). Each schedule runs beside the others; the row is
 * moved after the run, so a killed run is run again. A failed one is tried again after half a minute, or its own period if that is shorter.
 */
export async function runSchedules(
  ctx: Pick<Ctx, "db" | "clock" | "log">,
  schedules: readonly Schedule[],
  signal: AbortSignal,
  tickMs = 500,
): Promise<void> {
  const running = new Map<string, Promise<void>>();
  await ctx.db.schedule.createMany({
    data: schedules.map(({ name }) => ({ name, dueAt: new Date(ctx.clock.now()) })),
    skipDuplicates: true,
  });

  const runOne = async (schedule: Schedule, dueAt: UtcMs): Promise<void> => {
    const { name, everyMs } = schedule;
    let next: UtcMs;
    try {
      await schedule.run(signal);
      next = nextDue(dueAt, everyMs, ctx.clock.now());
    } catch (error) {
      ctx.log.error({ schedule: name, err: error }, "schedule failed and will try again");
      next = utcMs(ctx.clock.now() + Math.min(everyMs, RETRY_MS));
    }
    await ctx.db.schedule
      .update({ where: { name }, data: { dueAt: new Date(next), lastRunAt: new Date(ctx.clock.now()) } })
      .catch((error: unknown) => ctx.log.error({ schedule: name, err: error }, "schedule could not be moved on"));
  };

  const look = async (): Promise<void> => {
    try {
      const due = await ctx.db.schedule.findMany({ where: { dueAt: { lte: new Date(ctx.clock.now()) } } });
      for (const row of due) {
        const schedule = schedules.find(({ name }) => name === row.name);
        if (schedule === undefined || running.has(row.name) || signal.aborted) continue;
        const run = runOne(schedule, utcMs(row.dueAt)).finally(() => running.delete(row.name));
        running.set(row.name, run);
      }
    } catch (error) {
      ctx.log.warn({ err: error }, "schedules: the database did not answer");
    }
  };

  while (!signal.aborted) {
    await look();
    await pause(tickMs, signal);
  }
  await Promise.all(running.values());
}

/** Resolves after `ms`, or at once when `signal` is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
  });
}
