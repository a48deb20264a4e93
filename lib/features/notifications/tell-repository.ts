import { Prisma, type Tx } from "@/lib/db/client";
import type { Run } from "@/lib/db/run";
import { queueSignalDeliveries } from "@/lib/features/deliveries/signal-delivery-queries";
import type { UtcMs } from "@/lib/kernel/time";

export { type Run, within } from "@/lib/db/run";

/** What is told of one event of a chain to everyone with access. */
export interface SignalNotice {
  readonly strategyId: string;
  readonly seq: number;
  readonly id: string;
  readonly signalId: string;
  /** Whose access began later does not hear of this signal, unless he heard of its opening before. */
  readonly publishedAt: Date;
  /** Of the signal's opening, for an event of its course, of which those who copy it hear by their copy; null: it is the opening. */
  readonly openSeq: number | null;
  readonly title: string;
  readonly body: string;
  readonly at: Date;
}

/** As rows of signal_notices; who copies is found now and kept. */
function asRows(notices: readonly SignalNotice[]): Prisma.Sql {
  return Prisma.sql`
    SELECT n."strategyId", n.seq, n.at AS "createdAt", n.id, n."signalId", n."publishedAt", n."openSeq", n.title, n.body,
      CASE WHEN n."openSeq" IS NOT NULL THEN ARRAY(
        SELECT DISTINCT c."userId" FROM copies c WHERE c."signalId" = n."signalId" AND c.state <> 'SKIPPED'
      ) ELSE '{}'::text[] END AS "exceptIds"
    FROM json_to_recordset(${JSON.stringify(notices)}::text::json) AS n("strategyId" text, seq int, id text, "signalId" text,
      "publishedAt" timestamptz, "openSeq" int, title text, body text, at timestamptz)`;
}

const COLUMNS = Prisma.sql`("strategyId", seq, "createdAt", id, "signalId", "publishedAt", "openSeq", title, body, "exceptIds")`;

/** One event for the screens, of all that CTE `told` holds. */
function tellScreens(now: UtcMs): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO outbox (type, payload, at)
    SELECT 'notifications.created', jsonb_build_object('notices', jsonb_agg(
      jsonb_build_object('strategyId', t."strategyId", 'seq', t.seq,
        'createdAt', to_char(t."createdAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY t."strategyId", t.seq)),
      ${new Date(now)}::timestamptz
    FROM told t HAVING count(*) > 0`;
}

/**
 * Notices that go on where their strategies' were written to, all in one statement: first the audience is brought up to date, and what changed
 * of it begins behind everything that was told. Notices are one row each; a delivery is a row for each channel that wants them.
 * @param entitled rows ("strategyId", "userId", since) of these strategies
 * @returns the strategies whose notices were written; those of the others do not go on, and nothing of them was done
 */
export async function tellNext(
  run: Run,
  entitled: Prisma.Sql,
  notices: readonly SignalNotice[],
  now: UtcMs,
): Promise<ReadonlySet<string>> {
  const heard = Prisma.sql`SELECT e."strategyId", e."userId", e.since, 0 AS "fromSeq", NULL::int AS "toSeq" FROM entitled e`;
  // The audience is compared by a full join, which is never a nested loop, however wrong the planner's guess of either side is. Stretches begin
  // after others have ended, since nobody may have two open ones. Those that end are found by their readers, whatever plan is kept: by those of the
  // strategy, each change looked at the stretches of all its readers.
  const { text, values } = Prisma.sql`
    WITH notice AS MATERIALIZED (${asRows(notices)}),
    head AS (
      INSERT INTO signal_notice_heads AS h ("strategyId", "fromSeq", "lastSeq")
      SELECT n."strategyId", 1, max(n.seq) FROM notice n GROUP BY n."strategyId" ORDER BY n."strategyId"
      ON CONFLICT ("strategyId") DO UPDATE SET "fromSeq" = h."lastSeq" + 1, "lastSeq" = excluded."lastSeq"
        WHERE h."lastSeq" < (SELECT min(n.seq) FROM notice n WHERE n."strategyId" = h."strategyId")
      RETURNING h."strategyId", h."fromSeq"
    ),
    entitled AS MATERIALIZED (${entitled}),
    change AS MATERIALIZED (
      SELECT a."userId" AS "endsFor", a."fromSeq" AS "endsFrom", e."userId" AS "beginsFor", e.since,
        coalesce(a."strategyId", e."strategyId") AS "strategyId"
      FROM (
        SELECT o.* FROM signal_audiences o
        WHERE o."toSeq" IS NULL AND o."strategyId" = ANY(${[...new Set(notices.map((n) => n.strategyId))]}::text[])
      ) a
      FULL JOIN entitled e ON e."strategyId" = a."strategyId" AND e."userId" = a."userId" AND e.since = a.since
      WHERE a."userId" IS NULL OR e."userId" IS NULL
    ),
    ended AS (
      UPDATE signal_audiences a SET "toSeq" = h."fromSeq" FROM change c JOIN head h ON h."strategyId" = c."strategyId"
      WHERE a."userId" = c."endsFor" AND a."strategyId" || '' = c."strategyId" AND a."fromSeq" = c."endsFrom"
      RETURNING a."userId"
    ),
    began AS (
      INSERT INTO signal_audiences ("userId", "strategyId", "fromSeq", since)
      SELECT c."beginsFor", c."strategyId", h."fromSeq", c.since FROM change c JOIN head h ON h."strategyId" = c."strategyId"
      WHERE c."beginsFor" IS NOT NULL AND (SELECT count(*) FROM ended) >= 0
    ),
    told AS (
      INSERT INTO signal_notices ${COLUMNS} SELECT n.* FROM notice n JOIN head h ON h."strategyId" = n."strategyId" RETURNING *
    ),
    queued AS (${queueSignalDeliveries(Prisma.sql`SELECT t.*, h."fromSeq" AS "batchFrom" FROM told t JOIN head h USING ("strategyId")`, heard, now)}),
    screens AS (${tellScreens(now)})
    SELECT h."strategyId" FROM head h`;
  const rows = await run<{ strategyId: string }>("tell-signals", text, values);
  return new Set(rows.map(({ strategyId }) => strategyId));
}

/** How far notices of these strategies are written, with the lock that keeps other tellers away until the transaction ends. */
export async function lockTold(tx: Tx, strategyIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.$queryRaw<{ strategyId: string; lastSeq: number }[]>`
    SELECT "strategyId", "lastSeq" FROM signal_notice_heads WHERE "strategyId" = ANY(${[...strategyIds]}::text[])
    ORDER BY "strategyId" FOR UPDATE`;
  return new Map(rows.map(({ strategyId, lastSeq }) => [strategyId, lastSeq]));
}

/**
 * Notices of events that later ones were told before: those that are missing come to whoever heard of their neighbours. What a reader has marked
 * meanwhile does not cover what he could not see.
 */
export async function tellLate(run: Run, notices: readonly SignalNotice[], now: UtcMs): Promise<void> {
  const people = Prisma.sql`
    SELECT a."strategyId", a."userId", a.since, a."fromSeq", a."toSeq" FROM signal_audiences a
    WHERE a."strategyId" IN (SELECT t."strategyId" FROM told t)`;
  const { text, values } = Prisma.sql`
    WITH told AS (INSERT INTO signal_notices ${COLUMNS} ${asRows(notices)} ON CONFLICT DO NOTHING RETURNING *),
    unmarked AS (
      UPDATE signal_notice_marks m SET seqs = m.seqs - late.seqs
      FROM (
        SELECT t."strategyId", range_agg(int4range(t.seq, t.seq + 1)) AS seqs FROM told t GROUP BY t."strategyId"
      ) late WHERE late."strategyId" = m."strategyId" AND m.seqs && late.seqs
    ),
    queued AS (${queueSignalDeliveries(Prisma.sql`SELECT t.*, 0 AS "batchFrom" FROM told t`, people, now)}),
    screens AS (${tellScreens(now)})
    SELECT t."strategyId" FROM told t`;
  await run("tell-late", text, values);
}
