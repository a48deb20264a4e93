import { json } from "@/lib/features/backtests/json-column";
import type { UtcMs } from "@/lib/kernel/time";
import type { ParityReport } from "./parity.ts";
import type { Rows } from "./repository.ts";
import type { RunningSession } from "./trading-session.ts";

/** Notes that the owner wants a check. @returns false when the session is not his */
export async function askForParity(tx: Rows, now: UtcMs, userId: string, id: string): Promise<boolean> {
  const { count } = await tx.tradingSession.updateMany({
    where: { id, userId },
    data: { parityAskedAt: new Date(now) },
  });
  return count === 1;
}

/** Sessions that began before `night`, were not checked since, and took candles after their last check. */
export async function lookForParity(tx: Rows, night: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM trading_sessions
    WHERE bars > 0 AND bars IS DISTINCT FROM "parityBars" AND "startedAt" < ${new Date(night)}
      AND ("parityAt" IS NULL OR "parityAt" < ${new Date(night)}) ORDER BY id`;
  return rows.map(({ id }) => id);
}

export async function putParity(
  tx: Rows,
  now: UtcMs,
  { id, bars }: Pick<RunningSession, "id" | "bars">,
  report: ParityReport,
): Promise<void> {
  await tx.tradingSession.update({
    where: { id },
    data: { parity: json(report), parityScore: report.score, parityBars: bars, parityAt: new Date(now) },
  });
}
