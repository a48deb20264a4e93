import { type Db, markOutboxWritten, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { DomainEvent, StoredEvent } from "./catalogue.ts";

/** Writes an event in the transaction of what it tells. The transaction's own commit publishes it; readers are woken after. */
export async function appendEvent(tx: Tx, now: UtcMs, ...events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ type, ...payload }) => ({ type, payload }));
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO outbox (type, payload, at)
    SELECT e.event->>'type', (e.event->'payload')::jsonb, ${new Date(now)}
    FROM json_array_elements(${JSON.stringify(rows)}::json) WITH ORDINALITY AS e(event, place) ORDER BY e.place`);
  markOutboxWritten(tx);
}

/** A place in the outbox: everything at or before it was read. */
export interface OutboxPosition {
  readonly xid: bigint;
  readonly id: bigint;
}

interface OutboxRow {
  unreadable: boolean;
  /** 64 bits as text, as pg hands them out; null where there is no event to read. */
  xid: string | null;
  id: string;
  type: string;
  payload: Record<string, unknown>;
  at: Date;
}

type Reader = Pick<Tx, "$queryRaw">;
/** Every reader asks at every wake, and planning over all partitions costs more than reading: prepared, it is done once. */
export type PreparedReader = Pick<Db, "prepared">;

/** What a look at the outbox finds. */
export interface OutboxLook {
  readonly events: StoredEvent[];
  /** Committed events wait that no reader may take yet, because a transaction older than theirs still runs. */
  readonly unreadable: boolean;
}

/**
 * Events after `position`, in (xid, id) order. Only rows of transactions below the snapshot's xmin are read: a serial id is given before
 * its commit, so `id > last` alone loses rows. Whether others wait above it is told by the same statement, by the newest of all: asked whether any is
 * there, the planner expects one soon and scans the day.
 */
export async function readOutbox(db: PreparedReader, position: OutboxPosition, limit: number): Promise<OutboxLook> {
  const rows = await db.prepared<OutboxRow>(
    "outbox-read",
    `SELECT w.unreadable, o.xid::text AS xid, o.id, o.type, o.payload, o.at
     FROM (
       SELECT coalesce((SELECT xid FROM outbox ORDER BY xid DESC, id DESC LIMIT 1) >= pg_snapshot_xmin(pg_current_snapshot()), false) AS unreadable
     ) w
     LEFT JOIN LATERAL (
       SELECT * FROM outbox WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) AND (xid, id) > ($1::text::xid8, $2::bigint)
       ORDER BY xid, id LIMIT $3
     ) o ON true ORDER BY o.xid, o.id`,
    [String(position.xid), String(position.id), limit],
  );
  const events = rows.flatMap((row) =>
    row.xid === null
      ? []
      : {
          xid: BigInt(row.xid),
          id: BigInt(row.id),
          at: row.at,
          event: { type: row.type, ...row.payload } as DomainEvent,
        },
  );
  return { events, unreadable: rows[0]?.unreadable === true };
}

/** Where a reader that wants only news starts: everything that any reader could see by now lies before it. */
export async function outboxEnd(db: Reader): Promise<OutboxPosition> {
  const [row] = await db.$queryRaw<{ xid: bigint }[]>(
    Prisma.sql`SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xid`,
  );
  return { xid: row?.xid ?? 0n, id: -1n };
}
