import { type Db, Prisma } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import { NOTICE_ID } from "./repository.ts";

/**
 * Whether the second channel has it already is asked of its rows: the id of one from before ids held the time is another.
 * @returns how many were handed over
 */
export function escalateDue(db: Db, now: UtcMs): Promise<number> {
  return db.$executeRaw(Prisma.sql`
    WITH due AS (
      UPDATE deliveries SET "escalateAt" = NULL
      WHERE "escalateAt" <= ${new Date(now)} AND state <> 'SENT' RETURNING *
    )
    INSERT INTO deliveries (id, "createdAt", "channelId", "userId", kind, event, urgent, title, body, link, "notificationId", "signalId",
      state, attempts, "dueAt", reason)
    SELECT ${NOTICE_ID}, due."createdAt", c.id, c."userId", c.kind, due.event, true, due.title, due.body,
      due.link, due."notificationId", due."signalId", 'QUEUED', 0, ${new Date(now)}, 'The first channel had not sent it'
    FROM due
    JOIN notifications n ON n."userId" = due."userId" AND n."createdAt" = due."createdAt" AND n.id = due."notificationId"
    JOIN delivery_settings s ON s."userId" = due."userId"
    JOIN channels c ON c.id = s."escalateToId" AND c."userId" = due."userId" AND c.state = 'ACTIVE'
    WHERE NOT EXISTS (
      SELECT FROM deliveries d WHERE d."userId" = due."userId" AND d."notificationId" = due."notificationId"
        AND d."channelId" = c.id AND d."createdAt" = due."createdAt"
    )
    ON CONFLICT DO NOTHING`);
}
