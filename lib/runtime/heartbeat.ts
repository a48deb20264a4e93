import { type Db, Prisma } from "@/lib/db/client";
import type { Log } from "@/lib/ports/log";

export const BEAT_MS = 2_000;
/** A worker silent for this long is dead: with the check each second, its jobs are free within 10 s (ENVIRONMENT, Jobs). */
const SILENT_MS = 8_000;

export interface Heartbeat {
  stop(): Promise<void>;
}

/**
 * Shows that this process's queue workers live, and frees the jobs of those that no longer do: after kill -9 a job would stay locked for
 * hours. All times are the database's, so machines need not agree about theirs.
 */
export function startHeartbeat(
  { db, log }: { db: Db; log: Log },
  workerIds: () => readonly string[],
  options: { beatMs?: number; silentMs?: number } = {},
): Heartbeat {
  const { beatMs = BEAT_MS, silentMs = SILENT_MS } = options;
  let turn: Promise<void> = Promise.resolve();
  let beats = 0;
  const round = async (): Promise<void> => {
    try {
      if (beats % 2 === 0) await beat(db, workerIds());
      beats += 1;
      const freed = await freeSilent(db, silentMs);
      if (freed.length > 0) log.warn({ workerIds: freed }, "freed the jobs of workers that fell silent");
    } catch (error) {
      log.warn({ err: error }, "heartbeat: the database did not answer");
    }
  };
  const go = (): void => {
    turn = turn.then(round);
  };
  go();
  const timer = setInterval(go, beatMs / 2);
  return {
    async stop() {
      clearInterval(timer);
      await turn;
      await db.workerHeartbeat.deleteMany({ where: { workerId: { in: [...workerIds()] } } }).catch(() => undefined);
    },
  };
}

async function beat(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.$executeRaw(Prisma.sql`
    INSERT INTO worker_heartbeats ("workerId", "startedAt", "beatAt")
    SELECT id, clock_timestamp(), clock_timestamp() FROM unnest(${[...ids]}::text[]) AS id
    ON CONFLICT ("workerId") DO UPDATE SET "beatAt" = clock_timestamp()`);
}

/** Rows are deleted first: of several that see one silent worker, one frees its jobs. @returns the workers whose jobs were freed */
async function freeSilent(db: Db, silentMs: number): Promise<string[]> {
  return db.transaction(async (tx) => {
    const silent = await tx.$queryRaw<{ workerId: string }[]>(Prisma.sql`
      DELETE FROM worker_heartbeats WHERE "beatAt" < clock_timestamp() - ${silentMs}::int * interval '1 ms'
      RETURNING "workerId"`);
    const ids = silent.map(({ workerId }) => workerId);
    if (ids.length > 0) await tx.$executeRaw`SELECT graphile_worker.force_unlock_workers(${ids}::text[])`;
    return ids;
  });
}
