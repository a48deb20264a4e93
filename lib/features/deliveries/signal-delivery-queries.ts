import { Prisma } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

/**
 * Whether `reader` heard of the opening of notice `n` in an earlier stretch of his audience: then its course is his too while he has access,
 * though that began anew since. Asked for notices of signals from before his access alone.
 * @param end of stretch `o`
 */
export function openingHeard(reader: Prisma.Sql, end: Prisma.Sql): Prisma.Sql {
  // By the few rows of the reader, whatever plan is kept: by those of the strategy, 2,500 readers took four seconds.
  return Prisma.sql`EXISTS (
    SELECT FROM signal_audiences o WHERE o."userId" = ${reader}."userId" AND o."strategyId" || '' = ${reader}."strategyId"
      AND n."openSeq" >= o."fromSeq" AND n."openSeq" < ${end} AND n."publishedAt" >= o.since)`;
}

/**
 * Queues notices of signals for the channels that want them, as one statement or a part of one. Begun at those channels, since most want none.
 * Ids follow from channel and event: a repeat adds nothing.
 * @param notices rows of signal_notices with "batchFrom", before which stretches lie that this statement ends
 * @param people who hears of their strategies: rows ("strategyId", "userId", since, "fromSeq", "toSeq")
 */
export function queueSignalDeliveries(notices: Prisma.Sql, people: Prisma.Sql, at: UtcMs): Prisma.Sql {
  // Kept apart from the notices: the planner would multiply those with all people first, and look for channels last.
  return Prisma.sql`
    WITH taker AS MATERIALIZED (
      SELECT p.*, c.id AS "channelId", c.kind FROM (${people}) p
      JOIN channels c ON c."userId" = p."userId" AND c.state = 'ACTIVE' AND 'signal' = ANY(c.events)
    )
    INSERT INTO deliveries (id, "createdAt", "channelId", "userId", kind, event, urgent, title, body, link, "notificationId", "signalId",
      state, attempts, "dueAt")
    SELECT 'dlv_' || md5(taker."channelId" || ':signal:' || n."strategyId" || ':' || n.seq), n."createdAt", taker."channelId",
      taker."userId", taker.kind, 'signal', false, n.title, n.body, '/signals/' || n."signalId", n.id, n."signalId",
      'QUEUED', 0, ${new Date(at)}::timestamptz
    FROM taker
    JOIN (${notices}) n ON n."strategyId" = taker."strategyId"
      AND (n."publishedAt" >= taker.since OR ${openingHeard(Prisma.sql`taker`, Prisma.sql`coalesce(o."toSeq", n."batchFrom")`)})
      AND n.seq >= taker."fromSeq" AND (taker."toSeq" IS NULL OR n.seq < taker."toSeq")
      AND (taker."userId" = ANY(n."exceptIds")) IS NOT TRUE
    ON CONFLICT DO NOTHING`;
}
