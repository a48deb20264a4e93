import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { DeliveryState } from "./channel.ts";

/** Which deliveries are asked for again: one, or of a channel all that failed (`since`: those made from then on). */
export type Again = (
  | { readonly deliveryId: string; readonly states: readonly Exclude<DeliveryState, "QUEUED">[] }
  | { readonly since?: UtcMs }
) & { readonly channelId?: string /** Whose own channel it must be. */; readonly userId?: string };

/** What became of those that were asked for. The ones that are not queued stay as they were. */
export interface Requeued {
  readonly queued: number;
  /** Of a kind that their channel does not take any more. */
  readonly unwanted: number;
  /** Their channel is off, or the account closed. */
  readonly off: number;
}

/** At a time, the oldest first. */
const AGAIN_MAX = 1_000;

/**
 * Makes deliveries due at once again, with all their tries; their channels are tried at once too. What would be skipped where it is sent
 * (deliver.ts) is not queued but counted, so that whoever asks hears of it.
 */
export async function requeue(tx: Db | Tx, again: Again, reason: string, now: UtcMs): Promise<Requeued> {
  const rows = await tx.$queryRaw<{ fate: keyof Requeued; count: number }[]>(Prisma.sql`
    WITH found AS (
      SELECT * FROM (
        SELECT d.id, d."createdAt", d."channelId",
          CASE WHEN c.state <> 'ACTIVE' OR u."bannedAt" IS NOT NULL THEN 'off'
               WHEN NOT d.urgent AND d.event <> ALL(c.events) THEN 'unwanted' ELSE 'queued' END AS fate
        FROM deliveries d JOIN channels c ON c.id = d."channelId" JOIN users u ON u.id = d."userId"
        WHERE ${which(again)}
      ) AS asked ORDER BY fate <> 'queued', "createdAt" LIMIT ${AGAIN_MAX}
    ), queued AS (
      UPDATE deliveries d SET state = 'QUEUED', attempts = 0, "dueAt" = ${new Date(now)}, "heldAt" = NULL, "digestId" = NULL, reason = ${reason}
      FROM found WHERE found.fate = 'queued' AND d.id = found.id AND d."createdAt" = found."createdAt"
    ), tried AS (
      UPDATE channels SET "retryAt" = NULL WHERE id IN (SELECT "channelId" FROM found WHERE fate = 'queued')
    )
    SELECT fate, count(*)::int AS count FROM found GROUP BY fate`);
  const of = (wanted: keyof Requeued): number => rows.find(({ fate }) => fate === wanted)?.count ?? 0;
  return { queued: of("queued"), unwanted: of("unwanted"), off: of("off") };
}

function which(again: Again): Prisma.Sql {
  const one = "deliveryId" in again;
  const states: readonly string[] = one ? again.states : ["FAILED", "DEAD"];
  const parts = [Prisma.sql`d.state = ANY(${[...states]}::"DeliveryState"[])`];
  if (one) parts.push(Prisma.sql`d.id = ${again.deliveryId}`);
  else if (again.since !== undefined) parts.push(Prisma.sql`d."createdAt" >= ${new Date(again.since)}`);
  if (again.channelId !== undefined) parts.push(Prisma.sql`c.id = ${again.channelId}`);
  if (again.userId !== undefined) parts.push(Prisma.sql`c."userId" = ${again.userId}`);
  return Prisma.join(parts, " AND ");
}
