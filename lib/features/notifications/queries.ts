import { type Db, Prisma } from "@/lib/db/client";
import { decodeCursor, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { NotificationKind, NotificationView } from "./notification.ts";
import { oneOf } from "./repository.ts";
import {
  type CentreRow,
  findNoticesOf,
  findSignalNotice,
  signalNotices,
  unreadSignalNotices,
} from "./signal-notice-queries.ts";

export interface NotificationFilter {
  readonly kind?: NotificationKind | undefined;
  readonly unread?: boolean | undefined;
}

/** A user's notifications, newest first: his own rows, and those of signals, which many have in common. */
export async function listNotifications(
  db: Db,
  userId: string,
  wanted: NotificationFilter & { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<NotificationView>> {
  const cursor = decodeCursor(wanted.cursor);
  const before = cursor === null ? null : { at: new Date(cursor.at), id: cursor.id };
  const take = wanted.limit + 1;
  const rows = await db.$queryRaw<CentreRow[]>(Prisma.sql`
    SELECT * FROM (
      (SELECT n.id, n.kind, n.title, n.body, n.link, n."readAt" IS NOT NULL AS read, n."createdAt" FROM notifications n
       WHERE n."userId" = ${userId} ${ofKind(wanted.kind)} ${wanted.unread === true ? UNREAD : Prisma.empty}
         ${
           before === null
             ? Prisma.empty
             : Prisma.sql`AND n."createdAt" <= ${before.at}::timestamptz AND (n."createdAt", n.id) < (${before.at}::timestamptz, ${before.id})`
         }
       ORDER BY n."createdAt" DESC, n.id DESC LIMIT ${take})
      ${
        hasSignals(wanted.kind)
          ? Prisma.sql`UNION ALL ${signalNotices(userId, wanted.unread === true ? "unread" : "all", before, take)}`
          : Prisma.empty
      }
    ) told ORDER BY told."createdAt" DESC, told.id DESC LIMIT ${take}`);
  const { items, nextCursor } = pageOf(rows, wanted.limit, (row) => row.createdAt);
  return { items: items.map(view), nextCursor };
}

export async function getNotification(db: Db, userId: string, id: string): Promise<NotificationView | null> {
  const row = await db.notification.findFirst({ where: { userId, ...oneOf(id) } });
  if (row !== null) return view({ ...row, read: row.readAt !== null });
  const notice = await findSignalNotice(db, userId, id);
  return notice === null ? null : view(notice);
}

/** Notices as they go to the screens of those of `userIds` who hear them. */
export async function noticesOf(
  db: Db,
  notices: Parameters<typeof findNoticesOf>[1],
  userIds: readonly string[],
): Promise<{ userId: string; notification: Omit<NotificationView, "read"> }[]> {
  return (await findNoticesOf(db, notices, userIds)).map(({ userId, ...row }) => {
    const { read: _read, ...notification } = view({ ...row, read: false });
    return { userId, notification };
  });
}

/** How many a user has not read. With `max` it stops there: every page asks, and who was away for months has ten thousand. */
export async function countUnread(db: Db, userId: string, kind?: NotificationKind, max?: number): Promise<number> {
  const stop = max === undefined ? Prisma.empty : Prisma.sql`LIMIT ${max}`;
  const own = Prisma.sql`SELECT 1 FROM notifications n WHERE n."userId" = ${userId} ${UNREAD} ${ofKind(kind)} ${stop}`;
  const [row] = await db.$queryRaw<{ count: bigint }[]>(Prisma.sql`
    SELECT count(*) AS count FROM (
      (${own}) ${hasSignals(kind) ? Prisma.sql`UNION ALL (${unreadSignalNotices(userId)} ${stop})` : Prisma.empty} ${stop}
    ) unread`);
  return Number(row?.count ?? 0);
}

const UNREAD = Prisma.sql`AND n."readAt" IS NULL`;

function ofKind(kind: NotificationKind | undefined): Prisma.Sql {
  return kind === undefined ? Prisma.empty : Prisma.sql`AND n.kind = ${kind}`;
}

function hasSignals(kind: NotificationKind | undefined): boolean {
  return kind === undefined || kind === "signal";
}

function view({ id, kind, title, body, link, read, createdAt }: CentreRow): NotificationView {
  return { id, kind, title, body, link, read, createdAt: toIso(utcMs(createdAt)) };
}
