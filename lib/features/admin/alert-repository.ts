import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { type AlertWay, type NewAlert, TOLD_AGAIN_MS, TOLD_LATE_MAX_MS } from "./alert.ts";

type Reader = Db | Tx;

/** One row a condition: counted at each raise, to be told when it is new or was last wanted an hour ago. */
export async function upsertAlert(db: Reader, { key, title, body, link }: NewAlert, now: UtcMs): Promise<void> {
  const at = new Date(now);
  await db.$executeRaw(Prisma.sql`
    INSERT INTO alerts (key, title, body, link, count, "firstAt", "lastAt", "wantedAt")
    VALUES (${key}, ${title}, ${body}, ${link}, 1, ${at}, ${at}, ${at})
    ON CONFLICT (key) DO UPDATE SET title = EXCLUDED.title, body = EXCLUDED.body, link = EXCLUDED.link, count = alerts.count + 1,
      "lastAt" = ${at},
      "wantedAt" = CASE WHEN alerts."wantedAt" <= ${new Date(now - TOLD_AGAIN_MS)} THEN ${at} ELSE alerts."wantedAt" END`);
}

/** Something that happened once, by a key of its own: a repeat of its event changes nothing. */
export async function insertAlert(db: Reader, alert: NewAlert, now: UtcMs): Promise<void> {
  const at = new Date(now);
  await db.alert.createMany({
    data: [{ ...alert, count: 1, firstAt: at, lastAt: at, wantedAt: at }],
    skipDuplicates: true,
  });
}

export interface AlertRow {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
  readonly count: number;
  readonly wantedAt: UtcMs;
}

const COLUMN: Readonly<Record<AlertWay, Prisma.Sql>> = {
  centre: Prisma.sql`"centreAt"`,
  discord: Prisma.sql`"discordAt"`,
  telegram: Prisma.sql`"telegramAt"`,
};

/** What a way has not told yet, oldest first. */
export async function findUntold(db: Reader, way: AlertWay, now: UtcMs, limit: number): Promise<AlertRow[]> {
  const rows = await db.$queryRaw<(Omit<AlertRow, "wantedAt"> & { wantedAt: Date })[]>(Prisma.sql`
    SELECT key, title, body, link, count, "wantedAt" FROM alerts
    WHERE "wantedAt" > ${new Date(now - TOLD_LATE_MAX_MS)} AND (${COLUMN[way]} IS NULL OR ${COLUMN[way]} < "wantedAt")
    ORDER BY "wantedAt", key LIMIT ${limit}`);
  return rows.map((row) => ({ ...row, wantedAt: utcMs(row.wantedAt) }));
}

export async function markTold(db: Reader, way: AlertWay, keys: readonly string[], now: UtcMs): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    UPDATE alerts SET ${COLUMN[way]} = greatest(${new Date(now)}::timestamptz, "wantedAt") WHERE key = ANY(${[...keys]}::text[])`);
}

/** When a way last told anything. */
export async function lastTold(db: Reader, way: AlertWay): Promise<UtcMs | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>(Prisma.sql`SELECT max(${COLUMN[way]}) AS at FROM alerts`);
  return row?.at === null || row?.at === undefined ? null : utcMs(row.at);
}

export async function findAdmins(db: Reader): Promise<string[]> {
  const rows = await db.user.findMany({ where: { role: "ADMIN", bannedAt: null }, select: { id: true } });
  return rows.map(({ id }) => id);
}

/** An exchange whose prices somebody needs, and when it last gave one. */
export interface QuietExchange {
  readonly exchange: string;
  readonly lastAt: Date;
}

/**
 * Exchanges of strategies that may publish whose newest price came before `before`, though it gave some since `since`: what was never listed
 * there, or is not asked any more, is nobody's alarm. Replayed prices stop all at once and have an alert of their own.
 */
export async function findQuietExchanges(db: Reader, since: UtcMs, before: UtcMs): Promise<QuietExchange[]> {
  return db.$queryRaw<QuietExchange[]>(Prisma.sql`
    SELECT m.exchange, max(m."receivedAt") AS "lastAt" FROM market_tickers m
    WHERE m.source = 'exchange' AND m.exchange IN (
      SELECT DISTINCT lower(e) FROM strategies s, unnest(s.exchanges) AS e WHERE s.status <> 'ARCHIVED')
    GROUP BY m.exchange HAVING max(m."receivedAt") < ${new Date(before)} AND max(m."receivedAt") >= ${new Date(since)}
    ORDER BY m.exchange`);
}

/** A kill switch as it stands; who moved it by his address where he is a user. */
export async function findKillSwitch(db: Reader, scope: string, key: string) {
  const [row] = await db.$queryRaw<
    {
      engagedAt: Date | null;
      engagedBy: string;
      reason: string;
      positions: string;
      releasedAt: Date | null;
      releasedBy: string | null;
    }[]
  >(Prisma.sql`
    SELECT k."engagedAt", coalesce(e.email, k."engagedBy") AS "engagedBy", k.reason, k.positions, k."releasedAt",
      coalesce(r.email, k."releasedBy") AS "releasedBy"
    FROM kill_switches k LEFT JOIN users e ON e.id = k."engagedBy" LEFT JOIN users r ON r.id = k."releasedBy"
    WHERE k.scope::text = ${scope} AND k.key = ${key}`);
  return row ?? null;
}

/** What was given up since `since`, by kind of work. */
export async function countDead(
  db: Reader,
  since: UtcMs,
): Promise<{ deliveries: number; handlers: number; payments: number }> {
  const at = new Date(since);
  const [row] = await db.$queryRaw<{ deliveries: number; handlers: number; payments: number }[]>(Prisma.sql`
    SELECT
      (SELECT count(*)::int FROM deliveries WHERE state = 'DEAD' AND "createdAt" >= ${at} AND event <> 'alert') AS deliveries,
      (SELECT count(*)::int FROM handler_failures WHERE "deadAt" >= ${at}) AS handlers,
      (SELECT count(*)::int FROM stripe_events WHERE "deadAt" >= ${at}) AS payments`);
  return row ?? { deliveries: 0, handlers: 0, payments: 0 };
}
