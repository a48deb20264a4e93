import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

export interface NewLink {
  readonly hash: string;
  readonly userId: string;
  readonly expiresAt: UtcMs;
}

/** A new code takes the place of older ones: only the last one shown works. */
export async function insertLink(tx: Tx, link: NewLink, now: UtcMs): Promise<void> {
  await tx.channelLink.deleteMany({ where: { userId: link.userId, kind: "TELEGRAM", usedAt: null } });
  await tx.channelLink.create({
    data: {
      hash: link.hash,
      userId: link.userId,
      kind: "TELEGRAM",
      createdAt: new Date(now),
      expiresAt: new Date(link.expiresAt),
    },
  });
}

/** Uses a code up: of two that come at once, one gets it. @returns whose it was, or null for a wrong, old or used one */
export async function useLink(tx: Tx, hash: string, now: UtcMs): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ userId: string }[]>(Prisma.sql`
    UPDATE channel_links SET "usedAt" = ${new Date(now)}
    WHERE hash = ${hash} AND "usedAt" IS NULL AND "expiresAt" > ${new Date(now)} RETURNING "userId"`);
  return row?.userId ?? null;
}

/** Everybody else's channel to a chat or browser: each talks for one user. @returns their ids */
export async function otherChannelsOf(
  db: Db | Tx,
  target: { readonly kind: "TELEGRAM" | "WEB_PUSH"; readonly address: string },
  userId: string,
): Promise<string[]> {
  const rows = await db.channel.findMany({
    where: { ...target, userId: { not: userId }, state: { not: "OFF" } },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

export interface LinkedChat {
  readonly channelId: string;
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly role: "SUBSCRIBER" | "PROVIDER" | "ADMIN";
    readonly timeZone: string;
  };
}

/** Whom a chat talks for, or null. */
export async function findLinkedChat(db: Db, chatId: string): Promise<LinkedChat | null> {
  const row = await db.channel.findFirst({
    where: { kind: "TELEGRAM", address: chatId, state: { not: "OFF" }, user: { bannedAt: null } },
    select: { id: true, user: { select: { id: true, email: true, name: true, role: true, timeZone: true } } },
  });
  return row === null ? null : { channelId: row.id, user: row.user };
}

export async function findChatChannelIds(db: Db, chatId: string): Promise<string[]> {
  const rows = await db.channel.findMany({
    where: { kind: "TELEGRAM", address: chatId, state: { not: "OFF" } },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

export async function readBotCursor(db: Db, name: string): Promise<bigint> {
  const row = await db.botCursor.findUnique({ where: { name } });
  return row?.offset ?? 0n;
}

export async function saveBotCursor(db: Db, name: string, offset: bigint): Promise<void> {
  await db.botCursor.upsert({ where: { name }, create: { name, offset }, update: { offset } });
}

export async function saveBotAddress(db: Db, name: string, address: string): Promise<void> {
  await db.botCursor.upsert({ where: { name }, create: { name, offset: 0n, address }, update: { address } });
}
