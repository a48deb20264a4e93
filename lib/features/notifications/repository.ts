import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { Notice } from "./notification.ts";

/** @returns those that were new */
export async function insertNotices(
  tx: Tx,
  notices: readonly (Notice & { readonly id: string })[],
  at: UtcMs,
): Promise<{ id: string; userId: string }[]> {
  const column = (pick: (notice: Notice & { readonly id: string }) => string | null) => notices.map(pick);
  return tx.$queryRaw<{ id: string; userId: string }[]>(Prisma.sql`
    INSERT INTO notifications (id, "userId", kind, title, body, link, "dedupeKey", "createdAt")
    SELECT n.id, n."userId", n.kind, n.title, n.body, n.link, n."dedupeKey", ${new Date(at)}
    FROM unnest(${column((n) => n.id)}::text[], ${column((n) => n.userId)}::text[], ${column((n) => n.kind)}::text[],
      ${column((n) => n.title)}::text[], ${column((n) => n.body)}::text[], ${column((n) => n.link)}::text[],
      ${column((n) => n.dedupeKey)}::text[]) AS n(id, "userId", kind, title, body, link, "dedupeKey")
    ON CONFLICT ("userId", "dedupeKey") DO NOTHING RETURNING id, "userId"`);
}

export async function markRead(db: Db, userId: string, id: string | null, at: UtcMs): Promise<number> {
  const { count } = await db.notification.updateMany({
    where: { userId, readAt: null, ...(id === null ? {} : { id }) },
    data: { readAt: new Date(at) },
  });
  return count;
}

/** A signal and the chain event that tells of it. */
export async function findSignalEvent(db: Db, strategyId: string, seq: number) {
  return db.signalEvent.findUnique({
    where: { strategyId_seq: { strategyId, seq } },
    select: {
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
        select: { seq: true, outcome: true, text: true },
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
