import { type Db, Prisma } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

/** @returns how many were handed over */
export function escalateDue(db: Db, now: UtcMs): Promise<number> {
  return db.$executeRaw(Prisma.sql`
    WITH due AS (
      UPDATE deliveries SET "escalateAt" = NULL
      WHERE "escalateAt" <= ${new Date(now)} AND state <> 'SENT' RETURNING *
    )
    INSERT INTO deliveries (id, "createdAt", "channelId", "userId", kind, event, urgent, title, body, link, "notificationId", "signalId",
      state, attempts, "dueAt", reason)
    SELECT 'dlv_' || md5(c.id || ':' || n."dedupeKey"), due."createdAt", c.id, c."userId", c.kind, due.event, true, due.title, due.body,
      due.link, due."notificationId", due."signalId", 'QUEUED', 0, ${new Date(now)}, 'The first channel had not sent it'
    FROM due
    JOIN notifications n ON n."userId" = due."userId" AND n."createdAt" = due."createdAt" AND n.id = due."notificationId"
    JOIN delivery_settings s ON s."userId" = due."userId"
    JOIN channels c ON c.id = s."escalateToId" AND c."userId" = due."userId" AND c.state = 'ACTIVE'
    ON CONFLICT DO NOTHING`);
}
