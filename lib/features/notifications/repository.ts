import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { idTime } from "@/lib/kernel/ids";
import type { UtcMs } from "@/lib/kernel/time";
import type { Notice } from "./notification.ts";

/** A notice in the centre: its key, and the id that people see. */
export interface NoticeKey {
  readonly id: string;
  readonly userId: string;
  readonly createdAt: Date;
  readonly dedupeKey: string;
}

/** @returns those that were new */
export async function insertNotices(
  tx: Tx,
  notices: readonly (Notice & { readonly id: string })[],
): Promise<NoticeKey[]> {
  const column = (pick: (notice: Notice & { readonly id: string }) => string | null) => notices.map(pick);
  return tx.$queryRaw<NoticeKey[]>(Prisma.sql`
    INSERT INTO notifications (id, "userId", kind, title, body, link, "dedupeKey", "createdAt")
    SELECT n.id, n."userId", n.kind, n.title, n.body, n.link, n."dedupeKey", n.at
    FROM unnest(${column((n) => n.id)}::text[], ${column((n) => n.userId)}::text[], ${column((n) => n.kind)}::text[],
      ${column((n) => n.title)}::text[], ${column((n) => n.body)}::text[], ${column((n) => n.link)}::text[],
      ${column((n) => n.dedupeKey)}::text[], ${notices.map((n) => new Date(n.at))}::timestamptz[])
      AS n(id, "userId", kind, title, body, link, "dedupeKey", at)
    ON CONFLICT ("userId", "createdAt", "dedupeKey") DO NOTHING RETURNING id, "userId", "createdAt", "dedupeKey"`);
}

/** One row by its id: the time in it leads to its place in the key, so that no other row of its user is read. */
export function oneOf(id: string) {
  const at = idTime(id);
  // Rows from before the key began with the time have an id a moment older than the row.
  return { id, createdAt: { gte: new Date(at ?? 0), lt: new Date((at ?? 0) + OLDER_ID_MS) } };
}
const OLDER_ID_MS = 60_000;

/** Whether a user was told this since `since`, whenever exactly. */
export async function wasTold(db: Db, userId: string, dedupeKey: string, since: UtcMs): Promise<boolean> {
  const row = await db.notification.findFirst({
    where: { userId, dedupeKey, createdAt: { gte: new Date(since) } },
    select: { id: true },
  });
  return row !== null;
}

export async function markRead(db: Db, userId: string, id: string | null, at: UtcMs): Promise<number> {
  const { count } = await db.notification.updateMany({
    where: { userId, readAt: null, ...(id === null ? {} : oneOf(id)) },
    data: { readAt: new Date(at) },
  });
  return count;
}

/** A signal and the chain event that tells of it. */
export async function findSignalEvent(db: Db, strategyId: string, seq: number) {
  return db.signalEvent.findFirst({
    where: { strategyId, seq },
    select: {
      receivedAt: true,
      type: true,
      body: true,
      signal: { select: { id: true, symbol: true, side: true, receivedAt: true, entryPrice: true, stopLoss: true } },
      strategy: { select: { name: true } },
    },
  });
}

/** Who has a copy of a signal: they are told of it by their copy. */
export async function findCopyUsers(db: Db, signalId: string): Promise<Set<string>> {
  const rows = await db.copy.findMany({ where: { signalId, state: { not: "SKIPPED" } }, select: { userId: true } });
  return new Set(rows.map((row) => row.userId));
}

/** A copy with its steps that are worth telling. */
export async function findCopySteps(db: Db, copyId: string) {
  return db.copy.findUnique({
    where: { id: copyId },
    select: {
      userId: true,
      signalId: true,
      strategy: { select: { name: true } },
      signal: { select: { symbol: true, side: true } },
      steps: {
        where: { outcome: { in: ["entered", "added", "skipped", "reduced", "closed"] } },
        select: { seq: true, outcome: true, text: true, at: true },
        orderBy: { seq: "asc" },
      },
    },
  });
}

export async function findSubscription(db: Db, id: string) {
  return db.subscription.findUnique({
    where: { id },
    select: { userId: true, status: true, strategy: { select: { name: true, slug: true } } },
  });
}

/** The address for alerts that an alarm is about. */
export async function findAlertAddress(db: Db, id: string) {
  return db.alertAddress.findUnique({
    where: { id },
    select: { expectEveryMin: true, strategy: { select: { name: true } } },
  });
}
