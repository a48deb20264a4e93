import { type Db, Prisma } from "@/lib/db/client";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { figuresOf, recordOf, recordUntil } from "./record.ts";
import { GUEST_DELAY_MS } from "./signal-rows.ts";
import type { StrategyView } from "./strategy.ts";

/**
 * Strategies as those without access read them: signals and closings of the last 24 hours are not counted, and when the last one came is not
 * told. A figure that moved at once would tell of an exit what the ledger still holds back.
 */
export async function lateViews(db: Db, views: readonly StrategyView[], now: UtcMs): Promise<StrategyView[]> {
  if (views.length === 0) return [];
  const until = utcMs(now - GUEST_DELAY_MS);
  const late = new Date(until);
  // Few strategies have a young closing; only of those the series is read.
  const rows = await db.$queryRaw<
    { strategyId: string; signals: number; tradeCount: number | null; equity: unknown }[]
  >(
    Prisma.sql`
    SELECT young."strategyId", young.signals, st."tradeCount", st.equity
    FROM (
      SELECT g."strategyId", (count(*) FILTER (WHERE g."receivedAt" > ${late}))::int AS signals, max(g."closedAt") AS "closedAt"
      FROM signals g
      WHERE g."strategyId" IN (${Prisma.join(views.map(({ id }) => id))}) AND (g."receivedAt" > ${late} OR g."closedAt" > ${late})
      GROUP BY g."strategyId"
    ) young
    LEFT JOIN strategy_stats st ON st."strategyId" = young."strategyId" AND st."evidenceClass" = 'LIVE_PROVIDER' AND young."closedAt" > ${late}`,
  );
  const young = new Map(rows.map((row) => [row.strategyId, row]));
  return views.map((view) => {
    const row = young.get(view.id);
    if (row === undefined) return { ...view, lastSignalAt: null };
    const { signals, tradeCount, equity } = row;
    const counted = { ...view, signalCount: Math.max(0, view.signalCount - signals), lastSignalAt: null };
    if (tradeCount === null) return counted;
    const told = recordUntil({ from: null, to: null, tradeCount, metrics: null, equity }, until);
    const figures = figuresOf(recordOf(told?.equity, told?.tradeCount), null, now);
    const { returnPct, maxDrawdownPct } = figures;
    return { ...counted, tradeCount: figures.tradeCount, returnPct, maxDrawdownPct };
  });
}
