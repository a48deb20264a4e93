import type { Db } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import { type OutboxPosition, outboxEnd } from "./outbox.ts";

type Cursors = Pick<Db, "$queryRaw" | "outboxCursor">;

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
export async function saveCursor(
  db: Pick<Db, "prepared">,
  now: UtcMs,
  consumer: string,
  { xid, id }: OutboxPosition,
): Promise<void> {
  await db.prepared(
    "save-cursor",
    `UPDATE outbox_cursors SET xid = $2::bigint, id = $3::bigint, "updatedAt" = $4
     WHERE consumer = $1 AND (xid, id) < ($2::bigint, $3::bigint)`,
    [consumer, String(xid), String(id), new Date(now)],
  );
}

export function isAfter(a: OutboxPosition, b: OutboxPosition): boolean {
  return a.xid > b.xid || (a.xid === b.xid && a.id > b.id);
}
