import { type Db, Prisma } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import { type OutboxPosition, outboxEnd } from "./outbox.ts";

type Cursors = Pick<Db, "$queryRaw" | "$executeRaw" | "outboxCursor">;

/**
 * Where each consumer goes on. One that is new to a running installation starts with what comes next: the past was handled, or meant for
 * nobody. In a new installation (no cursor at all) everything is read from the first event.
 */
export async function loadCursors(
  db: Cursors,
  now: UtcMs,
  consumers: readonly string[],
): Promise<Map<string, OutboxPosition>> {
  const known = await db.outboxCursor.findMany();
  const start: OutboxPosition = known.length === 0 ? { xid: 0n, id: -1n } : await outboxEnd(db);
  const missing = consumers.filter((name) => !known.some((row) => row.consumer === name));
  await db.outboxCursor.createMany({
    data: missing.map((consumer) => ({ consumer, ...start, updatedAt: new Date(now) })),
    skipDuplicates: true,
  });
  const rows = await db.outboxCursor.findMany({ where: { consumer: { in: [...consumers] } } });
  return new Map(rows.map((row) => [row.consumer, { xid: row.xid, id: row.id }]));
}

/** Moves a cursor forward; one that stands further already stays there. */
export async function saveCursor(db: Cursors, now: UtcMs, consumer: string, at: OutboxPosition): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    UPDATE outbox_cursors SET xid = ${at.xid}, id = ${at.id}, "updatedAt" = ${new Date(now)}
    WHERE consumer = ${consumer} AND (xid, id) < (${at.xid}::bigint, ${at.id}::bigint)`);
}

export function isAfter(a: OutboxPosition, b: OutboxPosition): boolean {
  return a.xid > b.xid || (a.xid === b.xid && a.id > b.id);
}
