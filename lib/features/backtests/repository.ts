import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { BacktestKind, BacktestProgress, EvidenceClass, RunRequest, RunStatus } from "./backtest.ts";

export interface NewBacktest {
  readonly id: string;
  readonly userId: string;
  readonly kind: BacktestKind;
  readonly parentId: string | null;
  readonly place: number;
  readonly evidenceClass: EvidenceClass;
  readonly request: RunRequest;
  readonly progress: BacktestProgress;
  /** Bars times parameter sets. */
  readonly work: number;
  /** Parameter sets that it will try. */
  readonly trials: number;
}

/** One start at a time a user, so that no two of them pass a limit together. Held to the end of the transaction. */
export async function lockStartsOf(tx: Tx, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`backtests of ${userId}`}, 0))::text`;
}

export async function insertBacktests(
  tx: Pick<Tx, "backtest">,
  now: UtcMs,
  rows: readonly NewBacktest[],
): Promise<void> {
  await tx.backtest.createMany({
    data: rows.map(({ request, progress, work, ...row }) => ({
      ...row,
      status: "QUEUED" as const,
      strategy: request.strategy,
      exchange: request.exchange,
      symbol: request.symbol,
      timeframe: request.timeframe,
      request: json(request),
      progress: json(progress),
      work: BigInt(Math.round(work)),
      createdAt: new Date(now),
    })),
  });
}

export interface Usage {
  /** Made since `since`; batches do not count, their runs do. */
  readonly made: number;
  readonly waiting: number;
  readonly running: number;
}

export async function readUsage(db: Pick<Db, "$queryRaw">, userId: string, since: UtcMs): Promise<Usage> {
  const [row] = await db.$queryRaw<{ made: bigint; waiting: bigint; running: bigint }[]>(Prisma.sql`
    SELECT count(*) FILTER (WHERE "createdAt" >= ${new Date(since)}) AS made,
           count(*) FILTER (WHERE status = 'QUEUED') AS waiting,
           count(*) FILTER (WHERE status = 'RUNNING') AS running
    FROM backtests WHERE "userId" = ${userId} AND kind <> 'BATCH'
      AND (status IN ('QUEUED', 'RUNNING') OR "createdAt" >= ${new Date(since)})`);
  return { made: Number(row?.made ?? 0), waiting: Number(row?.waiting ?? 0), running: Number(row?.running ?? 0) };
}

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
 * `runningMax` under way waits. One taker at a time (to the end of the transaction), so that the limit holds among many workers.
 */
export async function leaseNext(
  tx: Pick<Tx, "$queryRaw">,
  now: UtcMs,
  { worker, runningMax }: { worker: string; runningMax: number },
): Promise<LeasedRun | null> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('backtests: next', 0))::text`;
  const rows = await tx.$queryRaw<(Omit<LeasedRun, "work"> & { work: bigint })[]>(Prisma.sql`
      WITH alive AS (
        SELECT "userId", count(*) FILTER (WHERE status = 'RUNNING') AS running
        FROM backtests WHERE status IN ('QUEUED', 'RUNNING') AND kind <> 'BATCH'
        GROUP BY "userId" HAVING count(*) FILTER (WHERE status = 'RUNNING') < ${runningMax}
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

/** Notes how far a run is. Nothing is written when the lease went to another worker. */
export async function saveProgress(
  db: Pick<Db, "backtest">,
  { id, leasedBy }: Pick<LeasedRun, "id" | "leasedBy">,
  progress: BacktestProgress,
): Promise<void> {
  await db.backtest.updateMany({ where: { id, leasedBy, status: "RUNNING" }, data: { progress: json(progress) } });
}

/** Keeps where a search stands; nothing when the lease went to another worker. */
export async function saveSearch(
  db: Pick<Db, "backtest">,
  { id, leasedBy }: Pick<LeasedRun, "id" | "leasedBy">,
  searchState: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await db.backtest.updateMany({ where: { id, leasedBy, status: "RUNNING" }, data: { searchState } });
}

export interface Outcome {
  readonly status: "DONE" | "FAILED" | "CANCELLED";
  readonly progress: BacktestProgress;
  readonly settings?: object;
  readonly metrics?: object;
  readonly summary?: object;
  readonly result?: Uint8Array<ArrayBuffer>;
  readonly error?: string;
  readonly trials?: number;
  readonly computeMs?: number;
}

/** Writes how a run ended. @returns whether it was still this worker's to end */
export async function saveOutcome(
  tx: Pick<Tx, "backtest">,
  now: UtcMs,
  { id, worker }: { id: string; worker: string },
  { progress, settings, metrics, summary, ...rest }: Outcome,
): Promise<boolean> {
  const { count } = await tx.backtest.updateMany({
    where: { id, leasedBy: worker, status: "RUNNING" },
    data: {
      ...rest,
      progress: json(progress),
      ...(settings === undefined ? {} : { settings: json(settings) }),
      ...(metrics === undefined ? {} : { metrics: json(metrics) }),
      ...(summary === undefined ? {} : { summary: json(summary) }),
      finishedAt: new Date(now),
      leasedBy: null,
      searchState: null,
    },
  });
  return count === 1;
}

/** What a batch's runs have come to, its row locked: of two that end together each sees the other, or waits for it. */
export async function lockBatch(
  tx: Tx,
  id: string,
): Promise<{ status: RunStatus; userId: string; counts: Readonly<Record<RunStatus, number>> } | null> {
  const [row] = await tx.$queryRaw<{ status: RunStatus; userId: string }[]>(
    Prisma.sql`SELECT status::text AS status, "userId" FROM backtests WHERE id = ${id} AND kind = 'BATCH' FOR UPDATE`,
  );
  if (row === undefined) return null;
  const groups = await tx.backtest.groupBy({ by: ["status"], where: { parentId: id }, _count: true });
  const counts: Record<RunStatus, number> = { QUEUED: 0, RUNNING: 0, DONE: 0, FAILED: 0, CANCELLED: 0 };
  for (const { status, _count } of groups) counts[status] = _count;
  return { ...row, counts };
}

export async function updateBatch(
  tx: Pick<Tx, "backtest">,
  id: string,
  change: { status: RunStatus; progress: BacktestProgress; startedAt?: UtcMs; finishedAt?: UtcMs },
): Promise<void> {
  const { progress, startedAt, finishedAt, status } = change;
  await tx.backtest.update({
    where: { id },
    data: {
      status,
      progress: json(progress),
      ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt) }),
      ...(finishedAt === undefined ? {} : { finishedAt: new Date(finishedAt) }),
    },
  });
}

/** The own row of a user, locked; null for a stranger's. */
export async function lockOwn(
  tx: Tx,
  userId: string,
  id: string,
): Promise<{ id: string; kind: BacktestKind; status: RunStatus; parentId: string | null } | null> {
  const [row] = await tx.$queryRaw<{ id: string; kind: BacktestKind; status: RunStatus; parentId: string | null }[]>(
    Prisma.sql`SELECT id, kind::text AS kind, status::text AS status, "parentId" FROM backtests
               WHERE id = ${id} AND "userId" = ${userId} FOR UPDATE`,
  );
  return row ?? null;
}

/** Parameter sets that this user has tried on this series with this strategy, up to this run and with it: later ids sort later. */
export async function countTrials(
  db: Pick<Db, "backtest">,
  { id, userId, request }: Pick<LeasedRun, "id" | "userId" | "request">,
): Promise<number> {
  const { strategy, exchange, symbol, timeframe } = request;
  const { _sum } = await db.backtest.aggregate({
    where: { userId, strategy, exchange, symbol, timeframe, id: { lte: id }, kind: { not: "BATCH" } },
    _sum: { trials: true },
  });
  return _sum.trials ?? 0;
}

/** Lets go of the oldest results of each user beyond `bytes` of them all. @returns how many */
export async function dropResultsBeyond(db: Pick<Db, "$executeRaw">, bytes: number): Promise<number> {
  return db.$executeRaw(Prisma.sql`
    UPDATE backtests b SET result = NULL FROM (
      SELECT id, sum(octet_length(result)) OVER (PARTITION BY "userId" ORDER BY "finishedAt" DESC, id DESC) AS bytes
      FROM backtests WHERE result IS NOT NULL
    ) kept WHERE kept.id = b.id AND kept.bytes > ${bytes}::bigint`);
}

const PACED = 20;

/** Median bars a second of the last runs of this kind and strategy, whoever asked for them; null where there are none. */
export async function paceOf(
  db: Pick<Db, "backtest">,
  kind: Exclude<BacktestKind, "BATCH">,
  strategy: string,
): Promise<number | null> {
  const rows = await db.backtest.findMany({
    where: { kind, strategy, status: "DONE", computeMs: { gt: 0 } },
    select: { work: true, computeMs: true },
    orderBy: { finishedAt: "desc" },
    take: PACED,
  });
  const paces = rows.map(({ work, computeMs }) => (Number(work) / (computeMs ?? 1)) * 1_000).sort((a, b) => a - b);
  return paces[Math.floor(paces.length / 2)] ?? null;
}

/** Ends what waits and asks what runs to end: of one row, or of all runs of a batch. */
export async function requestCancel(tx: Tx, now: UtcMs, where: { id: string } | { parentId: string }): Promise<void> {
  const at = new Date(now);
  await tx.backtest.updateMany({
    where: { ...where, status: "QUEUED", kind: { not: "BATCH" } },
    data: { status: "CANCELLED", cancelRequestedAt: at, finishedAt: at },
  });
  await tx.backtest.updateMany({ where: { ...where, status: "RUNNING" }, data: { cancelRequestedAt: at } });
}

function json(value: object): Prisma.InputJsonValue {
  // JSON has no NaN: what is undefined is null (decision 13).
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
}
