import type { Db } from "@/lib/db/client";
import { decodeCursor, encodeCursor, type Page } from "@/lib/features/marketplace/cursor";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { NotificationKind, NotificationView } from "./notification.ts";
import { type CommonNotice, findNoticesOf, oneOf } from "./repository.ts";

export interface NotificationFilter {
  readonly kind?: NotificationKind | undefined;
  readonly unread?: boolean | undefined;
}

/** A user's notifications, newest first. */
export async function listNotifications(
  db: Db,
  userId: string,
  wanted: NotificationFilter & { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<NotificationView>> {
  const after = decodeCursor(wanted.cursor);
  const rows = await db.notification.findMany({
    where: {
      userId,
      ...(wanted.kind === undefined ? {} : { kind: wanted.kind }),
      ...(wanted.unread === true ? { readAt: null } : {}),
      ...(after === null
        ? {}
        : { OR: [{ createdAt: { lt: new Date(after.at) } }, { createdAt: new Date(after.at), id: { lt: after.id } }] }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: wanted.limit + 1,
  });
  const shown = rows.slice(0, wanted.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    nextCursor: rows.length > wanted.limit && last !== undefined ? encodeCursor(last.createdAt, last.id) : null,
  };
}

export async function getNotification(db: Db, userId: string, id: string): Promise<NotificationView | null> {
  const row = await db.notification.findFirst({ where: { userId, ...oneOf(id) } });
  return row === null ? null : view(row);
}

/** Notices as they go to the screens of those of `userIds` who got them. */
export async function noticesOf(db: Db, notices: readonly CommonNotice[], userIds: readonly string[]) {
  const rows = await findNoticesOf(db, notices, userIds);
  return rows.map((row) => {
    const { read: _read, ...notification } = view(row);
    return { userId: row.userId, notification };
  });
}

export async function countUnread(db: Db, userId: string, kind?: NotificationKind): Promise<number> {
  return db.notification.count({ where: { userId, readAt: null, ...(kind === undefined ? {} : { kind }) } });
}

function view(row: Awaited<ReturnType<Db["notification"]["findFirstOrThrow"]>>): NotificationView {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    body: row.body,
    link: row.link,
    read: row.readAt !== null,
    createdAt: toIso(utcMs(row.createdAt)),
  };
}
