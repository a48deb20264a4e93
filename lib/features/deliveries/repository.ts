import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { HOUR_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { ChannelKind } from "@/lib/ports/channel-sender";
import type { ChannelState } from "./channel.ts";
import { URGENT_EVENTS } from "./event-kind.ts";

type Reader = Db | Tx;

/** Where a notice lies in the centre. */
export interface NoticeKey {
  readonly userId: string;
  readonly createdAt: Date;
  readonly dedupeKey: string;
}

/** The id of what tells notification `n` to channel `c`. With its time, since the same key comes again later as a notice of its own. */
export const NOTICE_ID = Prisma.sql`'dlv_' || md5(c.id || ':' || n."dedupeKey" || ':' || (extract(epoch FROM n."createdAt") * 1000)::bigint)`;

/**
 * One delivery a notification and channel that wants its kind, in one statement. Ids follow from both: a repeat adds nothing.
 * A trading failure also goes to the first channel of the user's escalation, whatever the grid says and even if that one is off: the second
 * channel then takes over.
 */
export async function insertForNotifications(tx: Reader, notices: readonly NoticeKey[], at: UtcMs): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO deliveries (id, "createdAt", "channelId", "userId", kind, event, urgent, title, body, link, "notificationId", "signalId",
      state, attempts, "dueAt", "escalateAt")
    SELECT ${NOTICE_ID}, n."createdAt", c.id, n."userId", c.kind, n.kind,
      n.kind = ANY(${URGENT_EVENTS}::text[]), n.title, n.body, n.link, n.id, substring(n.link from '^/signals/(sig_[0-9a-z]+)$'),
      'QUEUED', 0, ${new Date(at)},
      CASE WHEN n.kind = 'failure' AND s."escalateFromId" = c.id AND s."escalateToId" IS NOT NULL
        THEN ${new Date(at)}::timestamptz + s."escalateAfterMin" * interval '1 minute' END
    FROM unnest(${notices.map((n) => n.userId)}::text[], ${notices.map((n) => n.createdAt)}::timestamptz[],
      ${notices.map((n) => n.dedupeKey)}::text[]) AS told("userId", "createdAt", "dedupeKey")
    JOIN notifications n USING ("userId", "createdAt", "dedupeKey")
    JOIN channels c ON c."userId" = n."userId"
    LEFT JOIN delivery_settings s ON s."userId" = n."userId"
    WHERE ((c.state = 'ACTIVE' AND n.kind = ANY(c.events)) OR (n.kind = 'failure' AND s."escalateFromId" = c.id))
    ON CONFLICT DO NOTHING`);
}

/** What is told to channels without a notification in the centre: tests, the daily mail. Channel and `subject` make the id. */
export interface DirectDelivery {
  readonly channelId: string;
  readonly subject: string;
  readonly event: string;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
}

/** @returns how many were new */
export async function insertDirect(tx: Reader, rows: readonly DirectDelivery[], at: UtcMs): Promise<number> {
  const column = (pick: (row: DirectDelivery) => string | null) => rows.map(pick);
  return tx.$executeRaw(Prisma.sql`
    INSERT INTO deliveries (id, "createdAt", "channelId", "userId", kind, event, urgent, title, body, link, state, attempts, "dueAt")
    SELECT 'dlv_' || md5(c.id || ':' || d.subject), ${new Date(at)}, c.id, c."userId", c.kind, d.event,
      d.event = ANY(${URGENT_EVENTS}::text[]), d.title, d.body, d.link, 'QUEUED', 0, ${new Date(at)}
    FROM unnest(${column((r) => r.channelId)}::text[], ${column((r) => r.subject)}::text[], ${column((r) => r.event)}::text[],
      ${column((r) => r.title)}::text[], ${column((r) => r.body)}::text[], ${column((r) => r.link)}::text[])
      AS d("channelId", subject, event, title, body, link)
    JOIN channels c ON c.id = d."channelId"
    ON CONFLICT DO NOTHING`);
}

/** Names one delivery. The id alone may be that of two from before it held the time of what they tell. */
export interface DeliveryKey {
  readonly id: string;
  readonly createdAt: Date;
}

/** Of these deliveries, in SQL. */
export function among(keys: readonly DeliveryKey[]): Prisma.Sql {
  return Prisma.sql`(id, "createdAt") IN (
    SELECT * FROM unnest(${keys.map(({ id }) => id)}::text[], ${keys.map(({ createdAt }) => createdAt)}::timestamptz[]))`;
}

/** A delivery with all that deciding about it needs. */
export interface DueDelivery extends DeliveryKey {
  readonly channelId: string;
  readonly userId: string;
  readonly kind: ChannelKind;
  readonly event: string;
  readonly urgent: boolean;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
  readonly signalId: string | null;
  readonly attempts: number;
  readonly heldAt: Date | null;
  readonly address: string;
  readonly sealed: string | null;
  readonly channelState: ChannelState;
  /** Kinds that its owner wants there now. */
  readonly channelEvents: readonly string[];
  readonly hourlyMax: number;
  readonly failures: number;
  readonly timeZone: string;
  readonly bannedAt: Date | null;
  readonly quietFrom: number | null;
  readonly quietTo: number | null;
}

const COLUMNS = Prisma.sql`d.id, d."createdAt", d."channelId", d."userId", d.kind::text AS kind, d.event, d.urgent, d.title, d.body, d.link,
  d."signalId", d.attempts, d."heldAt", c.address, c.sealed, c.state::text AS "channelState", c.events AS "channelEvents", c."hourlyMax", c.failures,
  u."timeZone", u."bannedAt", s."quietFrom", s."quietTo"`;
const TABLES = Prisma.sql`deliveries d JOIN channels c ON c.id = d."channelId" JOIN users u ON u.id = d."userId"
  LEFT JOIN delivery_settings s ON s."userId" = d."userId"`;

const DUE = `
  SELECT * FROM (
    SELECT DISTINCT ON (d."channelId") ${COLUMNS.sql} FROM ${TABLES.sql}
    WHERE d.state = 'QUEUED' AND d.kind = $1::text::"ChannelKind" AND d."dueAt" <= $2
      AND (c."retryAt" IS NULL OR c."retryAt" <= $2) AND d."channelId" <> ALL($3::text[])
    ORDER BY d."channelId", d.urgent DESC, d."createdAt", d.id
  ) AS heads
  ORDER BY failures > 0, urgent DESC, "createdAt" LIMIT $4`;

/** Of these kinds, those of which a delivery is due. */
export async function kindsDue(db: Db, kinds: readonly ChannelKind[], now: UtcMs): Promise<ReadonlySet<ChannelKind>> {
  const rows = await db.prepared<{ kind: ChannelKind }>(
    "kinds-due",
    `SELECT k.kind FROM unnest($1::text[]) AS k(kind) WHERE EXISTS (
       SELECT FROM deliveries d WHERE d.state = 'QUEUED' AND d.kind = k.kind::"ChannelKind" AND d."dueAt" <= $2)`,
    [kinds, new Date(now)],
  );
  return new Set(rows.map(({ kind }) => kind));
}

/**
 * The next delivery of each target of a kind that is due and not in `busy`: urgent ones first, then in the order they came. Targets that did
 * not fail lately come first, so that dead ones cannot fill the lane.
 */
export function takeDue(
  db: Db,
  wanted: { readonly kind: ChannelKind; readonly busy: readonly string[]; readonly limit: number },
  now: UtcMs,
): Promise<DueDelivery[]> {
  // Prepared: planning over all partitions takes longer than looking.
  return db.prepared<DueDelivery>("deliveries-due", DUE, [wanted.kind, new Date(now), wanted.busy, wanted.limit]);
}

/** What was held of a channel and may go now, oldest first. */
export function findHeld(db: Db, channelId: string, now: UtcMs, limit: number): Promise<DueDelivery[]> {
  return db.$queryRaw<DueDelivery[]>(Prisma.sql`
    SELECT ${COLUMNS} FROM ${TABLES}
    WHERE d.state = 'QUEUED' AND d."channelId" = ${channelId} AND d."heldAt" IS NOT NULL AND NOT d.urgent AND d."dueAt" <= ${new Date(now)}
    ORDER BY d."createdAt", d.id LIMIT ${limit}`);
}

/** When a channel that takes `max` messages an hour takes the next one, or null: now. A digest counts once, urgent ones do not. */
export async function limitedUntil(db: Db, channelId: string, max: number, now: UtcMs): Promise<UtcMs | null> {
  if (max === 0) return null;
  const [row] = await db.$queryRaw<{ sentAt: Date }[]>(Prisma.sql`
    SELECT "sentAt" FROM deliveries
    WHERE "channelId" = ${channelId} AND state = 'SENT' AND NOT urgent AND "sentAt" > ${new Date(now - HOUR_MS)}
      AND ("digestId" IS NULL OR "digestId" = id)
    ORDER BY "sentAt" DESC OFFSET ${max - 1} LIMIT 1`);
  return row === undefined ? null : utcMs(row.sentAt.getTime() + HOUR_MS);
}

/** Waits until `until`, and counts as held from now on. */
export async function hold(db: Db, key: DeliveryKey, until: UtcMs, reason: string, now: UtcMs): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    UPDATE deliveries SET "dueAt" = ${new Date(until)}, "heldAt" = coalesce("heldAt", ${new Date(now)}), reason = ${reason}
    WHERE ${among([key])} AND state = 'QUEUED'`);
}

export async function skip(db: Db, keys: readonly DeliveryKey[], reason: string): Promise<void> {
  await db.$executeRaw(Prisma.sql`
    UPDATE deliveries SET state = 'SKIPPED', reason = ${reason} WHERE ${among(keys)} AND state = 'QUEUED'`);
}
