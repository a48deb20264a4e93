import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

type Reader = Db | Tx;

/** What is sealed of a user's own webhook, its row locked; null when there is no such. */
export async function lockWebhook(tx: Tx, userId: string, channelId: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ sealed: string | null }[]>(Prisma.sql`
    SELECT sealed FROM channels WHERE id = ${channelId} AND "userId" = ${userId} AND kind = 'WEBHOOK' FOR UPDATE`);
  return row?.sealed ?? null;
}

export async function writeSealed(tx: Tx, channelId: string, sealed: string, now: UtcMs): Promise<void> {
  await tx.channel.update({ where: { id: channelId }, data: { sealed, updatedAt: new Date(now) } });
}

export interface NewWebhookCall {
  readonly deliveryId: string;
  readonly channelId: string;
  readonly type: string;
  readonly at: UtcMs;
  readonly body: string;
  readonly status: number | null;
  readonly answer: string;
  readonly tookMs: number;
}

export async function insertWebhookCall(db: Reader, { at, ...call }: NewWebhookCall): Promise<void> {
  await db.webhookCall.createMany({ data: [{ ...call, at: new Date(at) }], skipDuplicates: true });
}

/** @returns how many were dropped */
export async function dropWebhookCalls(db: Reader, before: UtcMs, limit: number): Promise<number> {
  return db.$executeRaw(Prisma.sql`
    DELETE FROM webhook_calls WHERE ("deliveryId", at) IN (
      SELECT "deliveryId", at FROM webhook_calls WHERE at < ${new Date(before)} ORDER BY at LIMIT ${limit})`);
}

/** Channels of these kinds that took nothing since before `before`. */
export async function findFailingSince(db: Reader, kinds: readonly string[], before: UtcMs): Promise<{ id: string }[]> {
  return db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT id FROM channels
    WHERE state = 'ACTIVE' AND "failingSince" <= ${new Date(before)} AND kind = ANY(${[...kinds]}::"ChannelKind"[])`);
}
