import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { dec, plain } from "@/lib/kernel/decimal";
import { idTime } from "@/lib/kernel/ids";
import type { UtcMs } from "@/lib/kernel/time";
import { NOT_HELD } from "@/lib/trading/orders/supervise";
import type { MarkReadInput, MarkUnreadInput } from "./input.ts";
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

export async function markRead(db: Db | Tx, userId: string, { id, kind }: MarkReadInput, at: UtcMs): Promise<number> {
  const { count } = await db.notification.updateMany({
    where: { userId, readAt: null, ...(id === undefined ? {} : oneOf(id)), ...(kind === undefined ? {} : { kind }) },
    data: { readAt: new Date(at) },
  });
  return count;
}

export async function markUnread(db: Db | Tx, userId: string, { id, markedAt }: MarkUnreadInput): Promise<number> {
  const { count } = await db.notification.updateMany({
    where: {
      userId,
      ...(id === undefined ? {} : oneOf(id)),
      readAt: markedAt === undefined ? { not: null } : new Date(markedAt),
    },
    data: { readAt: null },
  });
  return count;
}

/** A chain event with what is told of its signal. */
export interface ToldEvent {
  readonly strategyId: string;
  readonly strategyName: string;
  readonly seq: number;
  readonly type: string;
  readonly receivedAt: Date;
  readonly signalId: string;
  readonly publishedAt: Date;
  /** Of the signal's opening; null: this is it. */
  readonly openSeq: number | null;
  readonly symbol: string;
  readonly side: string;
  /** Decimal text; of the event (a course) or of the signal. */
  readonly price: string | null;
  readonly entryPrice: string | null;
  readonly stopLoss: string;
}

export function findSignalEvents(
  db: Db,
  refs: readonly { readonly strategyId: string; readonly seq: number }[],
): Promise<ToldEvent[]> {
  return db.prepared<ToldEvent>(
    "told-events",
    `SELECT e."strategyId", t.name AS "strategyName", e.seq, e.type::text, e."receivedAt", s.id AS "signalId", s."receivedAt" AS "publishedAt",
       CASE WHEN e.type <> 'OPEN' THEN (
         SELECT min(o.seq) FROM signal_events o WHERE o."signalId" = s.id AND o."receivedAt" >= s."receivedAt"
       ) END AS "openSeq", s.symbol, s.side::text, e.body->>'price' AS price, s."entryPrice"::text, s."stopLoss"::text
     FROM unnest($1::text[], $2::int[]) AS r("strategyId", seq)
     JOIN signal_events e ON e."strategyId" = r."strategyId" AND e.seq = r.seq
     JOIN signals s ON s.id = e."signalId"
     JOIN strategies t ON t.id = e."strategyId"
     ORDER BY e."strategyId", e.seq`,
    [refs.map(({ strategyId }) => strategyId), refs.map(({ seq }) => seq)],
  );
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
    select: {
      userId: true,
      status: true,
      accessOpen: true,
      cancelReason: true,
      renewalHeldAt: true,
      cancelAtPeriodEnd: true,
      currentPeriodEnd: true,
      stripeSubscriptionId: true,
      createdAt: true,
      user: { select: { bannedAt: true } },
      strategy: { select: { name: true, slug: true } },
    },
  });
}

/** The time zone of a user's profile; null: no such user. */
export async function findZone(db: Db, userId: string): Promise<string | null> {
  return (await db.user.findUnique({ where: { id: userId }, select: { timeZone: true } }))?.timeZone ?? null;
}

/** The address for alerts that an alarm is about. */
export async function findAlertAddress(db: Db, id: string) {
  return db.alertAddress.findUnique({
    where: { id },
    select: { expectEveryMin: true, strategy: { select: { name: true } } },
  });
}

/** The trading session that failed. */
export async function findSession(db: Db, id: string) {
  return db.tradingSession.findUnique({
    where: { id },
    select: { userId: true, state: true, symbol: true, exchange: true, strategy: true, stopReason: true },
  });
}

/** Why trading of a user stopped by his own limits; null: it did not, or is not stopped any more. */
export async function findOwnLimitStop(db: Db, userId: string) {
  const found = await db.killSwitch.findUnique({
    where: { scope_key: { scope: "USER", key: userId }, engagedBy: "system", engagedAt: { not: null } },
    select: { reason: true, engagedAt: true },
  });
  return found?.engagedAt == null ? null : { reason: found.reason, engagedAt: found.engagedAt };
}

/** An open position whose stop its user took away at the exchange and was asked about; null: it is closed, or has its stop. */
const WHOSE_POSITION = { userId: true, symbol: true, exchange: true } as const;

export async function findForcedFill(db: Db, fillId: string) {
  return db.fill.findUnique({
    where: { id: fillId },
    select: { price: true, reason: true, position: { select: WHOSE_POSITION } },
  });
}

/** null where it is open again, or its end was found after all. */
export async function findPositionGone(db: Db, positionId: string) {
  return db.position.findFirst({ where: { id: positionId, closeReason: NOT_HELD }, select: WHOSE_POSITION });
}

export async function findStopRemoved(db: Db, positionId: string) {
  const found = await db.position.findFirst({
    where: { id: positionId, state: "OPEN", stopAskedAt: { not: null } },
    select: { userId: true, symbol: true, exchange: true, stopLoss: true, stopAskedAt: true },
  });
  if (found?.stopAskedAt == null) return null;
  const { stopAskedAt, stopLoss, ...whose } = found;
  return { ...whose, askedAt: stopAskedAt, stopLoss: stopLoss === null ? null : plain(dec(stopLoss.toString())) };
}

/** An open position whose symbol its exchange does not list any more; null: it is closed, or listed. */
export async function findUnlisted(db: Db, positionId: string) {
  const found = await db.position.findFirst({
    where: { id: positionId, state: "OPEN", unlistedSince: { not: null } },
    select: { userId: true, symbol: true, exchange: true, unlistedSince: true },
  });
  return found?.unlistedSince == null ? null : { ...found, since: found.unlistedSince };
}

/** A line of a trading session's log, with whose it is; null once it is let go of. */
export async function findSessionLine(db: Db, sessionId: string, seq: number) {
  return db.tradingSessionLog.findUnique({
    where: { sessionId_seq: { sessionId, seq } },
    select: { text: true, session: { select: { userId: true, symbol: true, exchange: true, strategy: true } } },
  });
}

/** An order on a real account, as far as its owner is told of it. */
export type LiveIntent = NonNullable<Awaited<ReturnType<typeof findLiveIntent>>>;

const INTENT = {
  id: true,
  userId: true,
  state: true,
  purpose: true,
  reason: true,
  exchange: true,
  symbol: true,
  side: true,
  createdAt: true,
} as const;

/** null for one on paper: its copy tells it. */
export async function findLiveIntent(db: Db, id: string) {
  return db.intent.findFirst({ where: { id, keyId: { not: null } }, select: INTENT });
}

/** Orders on real accounts whose fate is unknown since before `before`, with the moment it became so. */
export async function findUnknownIntents(db: Db, before: UtcMs): Promise<(LiveIntent & { unknownAt: Date })[]> {
  const orders = await db.order.findMany({
    where: {
      state: "UNKNOWN",
      keyId: { not: null },
      unknownAt: { lte: new Date(before) },
      intent: { state: "UNKNOWN" },
    },
    select: { unknownAt: true, intent: { select: INTENT } },
    orderBy: { unknownAt: "asc" },
    take: 500,
  });
  return orders.flatMap(({ unknownAt, intent }) => (unknownAt === null ? [] : [{ ...intent, unknownAt }]));
}
