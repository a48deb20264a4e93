import { Prisma } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

/**
 * Queues notices of signals for the channels that want them, as one statement or a part of one. Begun at those channels, since most want none.
 * Ids follow from channel and event: a repeat adds nothing.
 * @param notices rows of signal_notices
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
    JOIN (${notices}) n ON n."strategyId" = taker."strategyId" AND n."publishedAt" >= taker.since
      AND n.seq >= taker."fromSeq" AND (taker."toSeq" IS NULL OR n.seq < taker."toSeq")
      AND (taker."userId" = ANY(n."exceptIds")) IS NOT TRUE
    ON CONFLICT DO NOTHING`;
}
