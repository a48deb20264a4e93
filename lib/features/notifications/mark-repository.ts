import { Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import { type NoticePlace, noticePlace } from "./notice-id.ts";
import { HEARD, isNotice, stretchesOf, unreadSignalNotices } from "./signal-notice-queries.ts";

/**
 * Marks notices of signals read, all that are unread or the one of `id`: stretches that end with the last unread one, so that marking thousands is a
 * row a strategy. @returns how many there were
 */
export async function markSignalNotices(tx: Tx, userId: string, id: string | null, at: UtcMs): Promise<number> {
  const place = id === null ? null : noticePlace(id);
  if (id !== null && place === null) return 0;
  const first = place === null ? Prisma.sql`u."fromSeq"` : Prisma.sql`u.seq`;
  const wanted = place === null ? Prisma.empty : Prisma.sql`AND ${isNotice(place)}`;
  const [row] = await tx.$queryRaw<{ count: bigint }[]>(Prisma.sql`
    WITH unread AS MATERIALIZED (
      SELECT s."strategyId", s."fromSeq", n.seq FROM (${stretchesOf(userId, "unread")}) s JOIN signal_notices n ON ${HEARD} ${wanted}
    ), marked AS (
      INSERT INTO signal_notice_marks AS known ("strategyId", "userId", "markedAt", seqs)
      SELECT u."strategyId", ${userId}, ${new Date(at)}::timestamptz, range_agg(int4range(${first}, u.seq + 1)) FROM unread u GROUP BY u."strategyId"
      ON CONFLICT ("strategyId", "userId", "markedAt") DO UPDATE SET seqs = known.seqs + excluded.seqs
    )
    SELECT count(*) FROM unread`);
  return Number(row?.count ?? 0);
}

/** Takes back what was marked at one moment. @returns how many are unread again */
export async function unmarkMoment(tx: Tx, userId: string, markedAt: Date): Promise<number> {
  const before = await unread(tx, userId);
  await tx.$executeRaw(Prisma.sql`
    DELETE FROM signal_notice_marks m
    WHERE m."userId" = ${userId} AND m."markedAt" = ${markedAt}::timestamptz AND m."strategyId" IN (${strategiesOf(userId)})`);
  return (await unread(tx, userId)) - before;
}

/** Takes the mark of one back, whenever it was made. @returns how many are unread again */
export async function unmarkOne(tx: Tx, userId: string, id: string): Promise<number> {
  const place: NoticePlace | null = noticePlace(id);
  if (place === null) return 0;
  const changed = await tx.$executeRaw(Prisma.sql`
    UPDATE signal_notice_marks m SET seqs = m.seqs - int4multirange(int4range(n.seq, n.seq + 1))
    FROM (${stretchesOf(userId, "all")}) s JOIN signal_notices n ON ${HEARD} AND ${isNotice(place)}
    WHERE m."strategyId" = n."strategyId" AND m."userId" = s."userId" AND m.seqs @> n.seq`);
  return Math.min(1, changed);
}

/** Folds a user's marks from before `before` into one a strategy: nobody takes those back by their moment any more. */
export async function foldMarks(tx: Tx, userId: string, before: UtcMs): Promise<void> {
  const at = new Date(before);
  await tx.$executeRaw(Prisma.sql`
    WITH many AS (
      SELECT m."strategyId" FROM signal_notice_marks m
      WHERE m."userId" = ${userId} AND m."markedAt" < ${at}::timestamptz AND m."strategyId" IN (${strategiesOf(userId)})
      GROUP BY m."strategyId" HAVING count(*) > 1
    ), old AS (
      DELETE FROM signal_notice_marks m USING many
      WHERE m."strategyId" = many."strategyId" AND m."userId" = ${userId} AND m."markedAt" < ${at}::timestamptz RETURNING m.*
    )
    INSERT INTO signal_notice_marks ("strategyId", "userId", "markedAt", seqs)
    SELECT o."strategyId", o."userId", max(o."markedAt"), range_agg(o.seqs) FROM old o GROUP BY o."strategyId", o."userId"`);
}

function strategiesOf(userId: string): Prisma.Sql {
  return Prisma.sql`SELECT a."strategyId" FROM signal_audiences a WHERE a."userId" = ${userId}`;
}

async function unread(tx: Tx, userId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>(
    Prisma.sql`SELECT count(*) AS count FROM (${unreadSignalNotices(userId)}) n`,
  );
  return Number(row?.count ?? 0);
}
