import { markOutboxWritten, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { DomainEvent, StoredEvent } from "./catalogue.ts";

/** Writes an event in the transaction of what it tells. The transaction's own commit publishes it; readers are woken after. */
export async function appendEvent(tx: Tx, now: UtcMs, ...events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.outboxEvent.createMany({
    data: events.map(({ type, ...payload }) => ({ type, payload, at: new Date(now) })),
  });
  markOutboxWritten(tx);
}

/** A place in the outbox: everything at or before it was read. */
export interface OutboxPosition {
  readonly xid: bigint;
  readonly id: bigint;
}

interface OutboxRow {
  xid: bigint;
  id: bigint;
  type: string;
  payload: Record<string, unknown>;
  at: Date;
}

type Reader = Pick<Tx, "$queryRaw">;

/**
 * Events after `position`, in (xid, id) order. Only rows of transactions below the snapshot's xmin are read: a serial id is given before
 * its commit, so `id > last` alone loses rows.
 */
export async function readOutbox(db: Reader, position: OutboxPosition, limit: number): Promise<StoredEvent[]> {
  const rows = await db.$queryRaw<OutboxRow[]>(Prisma.sql`
    SELECT xid::text::bigint AS xid, id, type, payload, at FROM outbox
    WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
      AND (xid, id) > (${String(position.xid)}::xid8, ${position.id})
    ORDER BY xid, id LIMIT ${limit}`);
  return rows.map((row) => ({
    xid: row.xid,
    id: row.id,
    at: row.at,
    event: { type: row.type, ...row.payload } as DomainEvent,
  }));
}

/** Where a reader that wants only news starts: everything that any reader could see by now lies before it. */
export async function outboxEnd(db: Reader): Promise<OutboxPosition> {
  const [row] = await db.$queryRaw<{ xid: bigint }[]>(
    Prisma.sql`SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid`,
  );
  return { xid: row?.xid ?? 0n, id: -1n };
}

/** Whether committed events wait that no reader may take yet, because a transaction older than theirs still runs. */
export async function outboxHasUnreadable(db: Reader): Promise<boolean> {
  const [row] = await db.$queryRaw<{ waits: boolean }[]>(
    Prisma.sql`SELECT EXISTS (SELECT 1 FROM outbox WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())) AS waits`,
  );
  return row?.waits === true;
}
