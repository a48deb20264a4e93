import { type Db, Prisma } from "@/lib/db/client";
import { SECOND_MS, type UtcMs } from "@/lib/kernel/time";
import type { DomainEvent, StoredEvent } from "./catalogue.ts";

export const TRIES_MAX = 8;
const BACKOFF_MAX_MS = 300 * SECOND_MS;

/** Wait before try `attempts + 1`: 1, 2, 4 … s, at most 5 min, spread by a quarter so that a wave of failures does not come back as one. */
function backoffMs(attempts: number, chance: number): number {
  return Math.round(Math.min(SECOND_MS * 2 ** (attempts - 1), BACKOFF_MAX_MS) * (0.75 + chance * 0.5));
}

/** Keeps that `handler` failed on an event. After the eighth try it is dead: kept for people to see, tried no more. @returns whether it is dead */
export async function recordFailure(
  db: Pick<Db, "$queryRaw">,
  now: UtcMs,
  failed: { handler: string; eventId: bigint; error: string },
): Promise<boolean> {
  const at = new Date(now);
  const [row] = await db.$queryRaw<{ attempts: number }[]>(Prisma.sql`
    INSERT INTO handler_failures (handler, "eventId", attempts, "dueAt", error)
    VALUES (${failed.handler}, ${failed.eventId}, 1, ${new Date(now + backoffMs(1, Math.random()))}, ${failed.error})
    ON CONFLICT (handler, "eventId") DO UPDATE SET attempts = handler_failures.attempts + 1, error = EXCLUDED.error
    RETURNING attempts`);
  const attempts = row?.attempts ?? 1;
  const isDead = attempts >= TRIES_MAX;
  if (attempts > 1) {
    const dueAt = isDead ? null : new Date(now + backoffMs(attempts, Math.random()));
    await db.$queryRaw(Prisma.sql`
      UPDATE handler_failures SET "dueAt" = ${dueAt}, "deadAt" = ${isDead ? at : null}
      WHERE handler = ${failed.handler} AND "eventId" = ${failed.eventId}`);
  }
  return isDead;
}

export async function clearFailure(db: Pick<Db, "handlerFailure">, handler: string, eventId: bigint): Promise<void> {
  await db.handlerFailure.deleteMany({ where: { handler, eventId } });
}

/** Failed events whose next try is due, oldest first. */
export async function dueFailures(
  db: Pick<Db, "$queryRaw">,
  now: UtcMs,
  limit: number,
): Promise<{ handler: string; stored: StoredEvent }[]> {
  const rows = await db.$queryRaw<
    { handler: string; xid: bigint; id: bigint; type: string; payload: Record<string, unknown>; at: Date }[]
  >(Prisma.sql`
    SELECT f.handler, o.xid::text::bigint AS xid, o.id, o.type, o.payload, o.at
    FROM handler_failures f JOIN outbox o ON o.id = f."eventId"
    WHERE f."deadAt" IS NULL AND f."dueAt" <= ${new Date(now)}
    ORDER BY o.xid, o.id LIMIT ${limit}`);
  return rows.map(({ handler, type, payload, xid, id, at }) => ({
    handler,
    stored: { xid, id, at, event: { type, ...payload } as DomainEvent },
  }));
}
