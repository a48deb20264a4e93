import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { ChannelKind } from "@/lib/ports/channel-sender";
import { FIRST_HOURLY_MAX } from "./channel.ts";
import { firstEvents } from "./event-kind.ts";

type Reader = Db | Tx;

export interface NewChannel {
  readonly id: string;
  readonly userId: string;
  readonly kind: ChannelKind;
  readonly address: string;
  readonly label: string;
  readonly sealed: string | null;
  readonly verified: boolean;
}

/**
 * Adds a target, or wakes the same one again with what is new about it; its own events and limits stay. @returns its id: the one given, or
 * that of the row there was (bind what is sealed to it: see `findChannelId`)
 */
export async function upsertChannel(tx: Reader, channel: NewChannel, now: UtcMs): Promise<string> {
  const at = new Date(now);
  const { userId, kind, address, label, sealed } = channel;
  const row = await tx.channel.upsert({
    where: { userId_kind_address: { userId, kind, address } },
    create: {
      id: channel.id,
      userId,
      kind,
      address,
      label,
      sealed,
      state: "ACTIVE",
      verifiedAt: channel.verified ? at : null,
      events: [...firstEvents(kind)],
      hourlyMax: FIRST_HOURLY_MAX[kind],
      failures: 0,
      createdAt: at,
      updatedAt: at,
    },
    update: {
      label,
      sealed,
      state: "ACTIVE",
      stateReason: null,
      failures: 0,
      failingSince: null,
      retryAt: null,
      updatedAt: at,
      ...(channel.verified ? { verifiedAt: at } : {}),
    },
    select: { id: true },
  });
  return row.id;
}

/** The id of a target that is there already: what is sealed of it is bound to this id. */
export async function findChannelId(
  db: Reader,
  of: { readonly userId: string; readonly kind: ChannelKind; readonly address: string },
): Promise<string | null> {
  const row = await db.channel.findUnique({ where: { userId_kind_address: of }, select: { id: true } });
  return row?.id ?? null;
}

export function findOwnChannel(db: Reader, userId: string, id: string) {
  return db.channel.findFirst({ where: { id, userId } });
}

export function countChannels(db: Reader, userId: string, kind: ChannelKind): Promise<number> {
  return db.channel.count({ where: { userId, kind } });
}

/** @returns whose it was, or null when it was off already */
export async function closeChannel(tx: Tx, id: string, reason: string, now: UtcMs): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ userId: string }[]>(Prisma.sql`
    UPDATE channels SET state = 'OFF', "stateReason" = ${reason}, "updatedAt" = ${new Date(now)}
    WHERE id = ${id} AND state <> 'OFF' RETURNING "userId"`);
  return row?.userId ?? null;
}

export async function setChannelState(tx: Reader, userId: string, id: string, state: "ACTIVE" | "PAUSED", now: UtcMs) {
  const { count } = await tx.channel.updateMany({
    where: { id, userId },
    data: {
      state,
      stateReason: null,
      updatedAt: new Date(now),
      ...(state === "ACTIVE" ? { failures: 0, failingSince: null, retryAt: null } : {}),
    },
  });
  return count === 1;
}

/** Removes a channel; what waits on it is not sent. Where it was the first to be told of trading failures, the second is from now on. */
export async function deleteChannel(tx: Tx, userId: string, id: string): Promise<boolean> {
  const { count } = await tx.channel.deleteMany({ where: { id, userId } });
  if (count === 0) return false;
  await tx.delivery.updateMany({
    where: { channelId: id, state: "QUEUED" },
    data: { state: "SKIPPED", reason: "The channel was removed" },
  });
  await tx.$executeRaw(Prisma.sql`
    UPDATE delivery_settings SET "escalateToId" = NULL,
      "escalateFromId" = CASE WHEN "escalateFromId" = ${id} THEN "escalateToId" ELSE "escalateFromId" END
    WHERE "userId" = ${userId} AND ${id} IN ("escalateFromId", "escalateToId")`);
  return true;
}
