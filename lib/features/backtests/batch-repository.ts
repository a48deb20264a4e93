import { Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { BacktestProgress, RunStatus } from "./backtest.ts";
import { json } from "./json-column.ts";

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
