import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { BacktestProgress } from "./backtest.ts";
import { json } from "./json-column.ts";
import type { LeasedRun } from "./queue-repository.ts";

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

/** Lets go of the oldest results of each user beyond `bytes` of them all. @returns how many */
export async function dropResultsBeyond(
  db: Pick<Db, "$executeRaw">,
  bytesOfPlan: Readonly<Record<string, number>>,
): Promise<number> {
  return db.$executeRaw(Prisma.sql`
    UPDATE backtests b SET result = NULL FROM (
      SELECT id, sum(octet_length(result)) OVER (PARTITION BY "userId" ORDER BY "finishedAt" DESC, id DESC) AS bytes
      FROM backtests WHERE result IS NOT NULL
    ) kept, users u
    WHERE kept.id = b.id AND u.id = b."userId"
      AND kept.bytes > (${JSON.stringify(bytesOfPlan)}::jsonb ->> u.plan::text)::bigint`);
}
