import type { Db } from "@/lib/db/client";
import type { ChannelKind } from "@/lib/ports/channel-sender";
import type { ChannelState, DeliveryState } from "./channel.ts";

/** A channel as its owner sees it; what is sealed of it never leaves. */
export interface ChannelView {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly label: string;
  readonly state: ChannelState;
  readonly stateReason: string | null;
  readonly events: readonly string[];
  readonly hourlyMax: number;
  readonly failures: number;
  /** ms; nothing is tried before. */
  readonly retryAt: number | null;
  readonly createdAt: number;
}

const SHOWN = {
  id: true,
  kind: true,
  label: true,
  state: true,
  stateReason: true,
  events: true,
  hourlyMax: true,
  failures: true,
  retryAt: true,
  createdAt: true,
} as const;

type Row = Awaited<ReturnType<typeof findRows>>[number];

function findRows(db: Db, userId: string, id?: string) {
  return db.channel.findMany({
    where: { userId, ...(id === undefined ? {} : { id }) },
    select: SHOWN,
    orderBy: [{ kind: "asc" }, { createdAt: "asc" }],
  });
}

const view = (row: Row): ChannelView => ({
  ...row,
  retryAt: row.retryAt?.getTime() ?? null,
  createdAt: row.createdAt.getTime(),
});

export async function listChannels(db: Db, userId: string): Promise<ChannelView[]> {
  return (await findRows(db, userId)).map(view);
}

export async function getChannel(db: Db, userId: string, id: string): Promise<ChannelView | null> {
  const [row] = await findRows(db, userId, id);
  return row === undefined ? null : view(row);
}

/** What became of one message on one channel. */
export interface ReceiptView {
  readonly id: string;
  readonly notificationId: string | null;
  readonly kind: ChannelKind;
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly sentAt: number | null;
  readonly dueAt: number;
}

/** Receipts of notifications or of a signal, for their owner alone. */
export async function listReceipts(
  db: Db,
  userId: string,
  about: { readonly notificationIds: readonly string[] } | { readonly signalId: string },
): Promise<ReceiptView[]> {
  const rows = await db.delivery.findMany({
    where: {
      userId,
      ...("signalId" in about ? { signalId: about.signalId } : { notificationId: { in: [...about.notificationIds] } }),
    },
    select: { id: true, notificationId: true, kind: true, state: true, reason: true, sentAt: true, dueAt: true },
    orderBy: [{ createdAt: "desc" }, { kind: "asc" }],
    take: 200,
  });
  return rows.map((row) => ({ ...row, sentAt: row.sentAt?.getTime() ?? null, dueAt: row.dueAt.getTime() }));
}

/** How a channel is called, whoever's it is: for the page that a link in a mail opens. */
export function getChannelLabel(db: Db, id: string): Promise<{ kind: ChannelKind; label: string } | null> {
  return db.channel.findUnique({ where: { id }, select: { kind: true, label: true } });
}

/** What a user decided for all channels together; as at first where he decided nothing. */
export async function getDeliverySettings(db: Db, userId: string) {
  const row = await db.deliverySettings.findUnique({ where: { userId } });
  return {
    quietFrom: row?.quietFrom ?? null,
    quietTo: row?.quietTo ?? null,
    escalateFromId: row?.escalateFromId ?? null,
    escalateToId: row?.escalateToId ?? null,
    escalateAfterMin: row?.escalateAfterMin ?? 5,
  };
}

/** Where a browser opens a chat with our Telegram bot; null where there is no bot, or nobody asked it yet. */
export async function getBotAddress(db: Db): Promise<string | null> {
  const row = await db.botCursor.findUnique({ where: { name: "telegram" }, select: { address: true } });
  return row?.address ?? null;
}
