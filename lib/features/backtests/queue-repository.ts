import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { BacktestKind, RunRequest } from "./backtest.ts";

/** A run that this process took: what it needs to compute it. */
export interface LeasedRun {
  readonly id: string;
  /** This worker. */
  readonly leasedBy: string;
  readonly userId: string;
  readonly kind: BacktestKind;
  readonly parentId: string | null;
  readonly request: RunRequest;
  readonly searchState: Uint8Array | null;
  readonly attempts: number;
  readonly work: number;
}

/**
 * Takes the next run: of the user with the fewest runs under way, then of the one who was served longest ago, his oldest. A user with
 * as many under way as `runningMax` says for his plan waits. One taker at a time (to the end of the transaction), so that the limit holds among many workers.
 */
export async function leaseNext(
  tx: Pick<Tx, "$queryRaw">,
  now: UtcMs,
  { worker, runningMax }: { worker: string; runningMax: Readonly<Record<string, number>> },
): Promise<LeasedRun | null> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('backtests: next', 0))::text`;
  const rows = await tx.$queryRaw<(Omit<LeasedRun, "work"> & { work: bigint })[]>(Prisma.sql`
      WITH alive AS (
        SELECT b."userId", count(*) FILTER (WHERE b.status = 'RUNNING') AS running
        FROM backtests b JOIN users u ON u.id = b."userId"
        WHERE b.status IN ('QUEUED', 'RUNNING') AND b.kind <> 'BATCH'
        GROUP BY b."userId", u.plan
        HAVING count(*) FILTER (WHERE b.status = 'RUNNING') < (${JSON.stringify(runningMax)}::jsonb ->> u.plan::text)::int
      ), next AS (
        SELECT mine.id FROM alive
        CROSS JOIN LATERAL (
          SELECT id, "createdAt" FROM backtests b
          WHERE b."userId" = alive."userId" AND b.status = 'QUEUED' AND b.kind <> 'BATCH'
          ORDER BY b."createdAt", b.place, b.id LIMIT 1 FOR UPDATE SKIP LOCKED
        ) mine
        LEFT JOIN LATERAL (
          SELECT b."startedAt" FROM backtests b
          WHERE b."userId" = alive."userId" AND b."startedAt" IS NOT NULL AND b.kind <> 'BATCH'
          ORDER BY b."createdAt" DESC, b.id DESC LIMIT 1
        ) served ON true
        ORDER BY alive.running, served."startedAt" NULLS FIRST, mine."createdAt", mine.id LIMIT 1
      )
      UPDATE backtests b SET status = 'RUNNING', "leasedBy" = ${worker}, "beatAt" = clock_timestamp(), attempts = b.attempts + 1,
        progress = jsonb_set(b.progress, '{phase}', '"LOADING"'),
        "startedAt" = coalesce(b."startedAt", ${new Date(now)})
      FROM next WHERE b.id = next.id AND b.status = 'QUEUED'
      RETURNING b.id, b."leasedBy", b."userId", b.kind::text AS kind, b."parentId", b.request, b."searchState", b.attempts, b.work`);
  const row = rows[0];
  return row === undefined ? null : { ...row, work: Number(row.work) };
}

export interface Beat {
  readonly id: string;
  readonly cancelled: boolean;
}

/** Shows that this worker's runs live. @returns those that are still its own; one that is missing was given to another */
export async function beatRuns(db: Db, worker: string): Promise<Beat[]> {
  return db.$queryRaw<Beat[]>(Prisma.sql`
    UPDATE backtests SET "beatAt" = clock_timestamp() WHERE "leasedBy" = ${worker} AND status = 'RUNNING'
    RETURNING id, "cancelRequestedAt" IS NOT NULL AS cancelled`);
}

/** Runs whose worker fell silent go back into the queue. @returns how many */
export async function requeueSilent(db: Db, silentMs: number): Promise<number> {
  return db.$executeRaw(Prisma.sql`
    UPDATE backtests SET status = 'QUEUED', "leasedBy" = NULL, "beatAt" = NULL
    WHERE status = 'RUNNING' AND kind <> 'BATCH' AND "beatAt" < clock_timestamp() - ${silentMs}::int * interval '1 ms'`);
}

/** A worker that stops in order gives its runs back: the start does not count against them. */
export async function releaseRuns(db: Db, worker: string): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    UPDATE backtests SET status = 'QUEUED', "leasedBy" = NULL, "beatAt" = NULL, attempts = attempts - 1
    WHERE "leasedBy" = ${worker} AND status = 'RUNNING'`);
}

export async function hasWaiting(db: Db): Promise<boolean> {
  const [row] = await db.$queryRaw<{ waits: boolean }[]>(
    Prisma.sql`SELECT EXISTS (SELECT 1 FROM backtests WHERE status = 'QUEUED' AND kind <> 'BATCH') AS waits`,
  );
  return row?.waits === true;
}
