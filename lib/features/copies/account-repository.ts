import { type Db, Prisma } from "@/lib/db/client";
import { type Dec, dec } from "@/lib/kernel/decimal";
import { DAY_MS, HOUR_MS, MINUTE_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { AccountState, DayFigures } from "./account.ts";
import { findHeld } from "./repository.ts";

export function dayStart(now: UtcMs): UtcMs {
  return utcMs(now - (now % DAY_MS));
}

/** Whoever holds something is marked within this time before midnight (mark-day-end.ts): a mark that is older says nothing of it. */
export const DAY_END_MS = MINUTE_MS;

/** Accounts with their open positions and what this UTC day brought, set by set. Who has no paper account is left out. */
export async function readAccounts(db: Db, userIds: readonly string[], now: UtcMs): Promise<Map<string, AccountState>> {
  const [accounts, held] = await Promise.all([
    db.paperAccount.findMany({ where: { userId: { in: [...userIds] } }, select: { userId: true, cash: true } }),
    findHeld(db, userIds),
  ]);
  const days = await dayFigures(db, userIds, dayStart(now));
  return new Map(
    accounts.map(({ userId, cash }) => [
      userId,
      {
        userId,
        cash: dec(cash.toString()),
        held: held.filter((row) => row.copy.userId === userId),
        day: days.get(userId) ?? { startEquity: dec(cash.toString()), realised: dec(0), trades: 0 },
      },
    ]),
  );
}

interface DayRow {
  userId: string;
  startEquity: Prisma.Decimal;
  realised: Prisma.Decimal;
  trades: bigint;
}

/**
 * The day starts with the newest point before it. Only what was held then and not marked at the day's end had a worth that nobody knows: the first
 * figure of the day stands for it, so that what it moved on other days is never told as today's.
 */
async function dayFigures(db: Db, userIds: readonly string[], from: UtcMs): Promise<Map<string, DayFigures>> {
  const rows = await db.$queryRaw<DayRow[]>(Prisma.sql`
    SELECT a."userId",
      CASE WHEN before.equity <> before.cash AND before.at < ${new Date(from - DAY_END_MS)}
        THEN coalesce((SELECT p.equity FROM equity_points p WHERE p."userId" = a."userId" AND p.at >= ${new Date(from)}
          ORDER BY p.at LIMIT 1), before.equity)
        ELSE coalesce(before.equity, a."initialCash") END AS "startEquity",
      coalesce(day.realised, 0) AS realised, coalesce(day.trades, 0) AS trades
    FROM paper_accounts a
    LEFT JOIN LATERAL (
      SELECT p.at, p.equity, p.cash FROM equity_points p WHERE p."userId" = a."userId" AND p.at < ${new Date(from)}
      ORDER BY p.at DESC LIMIT 1) before ON true
    LEFT JOIN LATERAL (
      SELECT sum(f."grossPnl" - f.fee) AS realised, count(*) FILTER (WHERE f.reason = 'entry') AS trades
      FROM fills f JOIN orders o ON o.id = f."orderId" AND o.mode = 'PAPER'
      WHERE f."userId" = a."userId" AND f.at >= ${new Date(from)}) day ON true
    WHERE a."userId" = ANY(${[...userIds]})`);
  return new Map(
    rows.map((row) => [
      row.userId,
      {
        startEquity: dec(row.startEquity.toString()),
        realised: dec(row.realised.toString()),
        trades: Number(row.trades),
      },
    ]),
  );
}

/**
 * The stored curve of the last 30 days, oldest first: every point of the last hour, the last one of each minute of the last day, the last
 * one of each quarter of an hour before.
 */
export async function readCurve(db: Db, userId: string, now: UtcMs): Promise<{ at: UtcMs; equity: Dec }[]> {
  const ago = (ms: number): Date => new Date(now - ms);
  const rows = await db.$queryRaw<{ at: Date; equity: Prisma.Decimal }[]>(Prisma.sql`
    SELECT at, equity FROM (
      SELECT DISTINCT ON (bucket) bucket, at, equity FROM (
        SELECT at, equity, CASE WHEN at > ${ago(HOUR_MS)} THEN at
          WHEN at > ${ago(DAY_MS)} THEN date_trunc('minute', at)
          ELSE date_bin('15 minutes', at, TIMESTAMPTZ '2000-01-01Z') END AS bucket
        FROM equity_points WHERE "userId" = ${userId} AND at > ${ago(30 * DAY_MS)}) points
      ORDER BY bucket, at DESC) thinned
    ORDER BY at`);
  return rows.map((row) => ({ at: utcMs(row.at), equity: dec(row.equity.toString()) }));
}

export async function findAccountStart(db: Db, userId: string): Promise<{ startedAt: UtcMs; initialCash: Dec } | null> {
  const row = await db.paperAccount.findUnique({ where: { userId } });
  return row === null ? null : { startedAt: utcMs(row.startedAt), initialCash: dec(row.initialCash.toString()) };
}
