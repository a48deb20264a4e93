import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { BacktestKind, BacktestProgress, EvidenceClass, RunRequest, RunStatus } from "./backtest.ts";
import { json } from "./json-column.ts";
import type { LeasedRun } from "./queue-repository.ts";

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
