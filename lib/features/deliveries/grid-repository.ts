import { type Db, Prisma, type Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import type { ChannelKind } from "@/lib/ports/channel-sender";

type Reader = Db | Tx;

export async function ownIds(db: Reader, userId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.channel.findMany({ where: { userId, id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

export async function saveRow(
  tx: Tx,
  row: { readonly id: string; readonly events: readonly string[]; readonly hourlyMax: number | undefined },
  now: UtcMs,
): Promise<void> {
  await tx.channel.update({
    where: { id: row.id },
    data: {
      events: [...row.events],
      updatedAt: new Date(now),
      ...(row.hourlyMax === undefined ? {} : { hourlyMax: row.hourlyMax }),
    },
  });
}

export interface Hours {
  readonly quietFrom: number | null;
  readonly quietTo: number | null;
  readonly escalateFromId: string | null;
  readonly escalateToId: string | null;
  readonly escalateAfterMin: number;
}

export async function saveHours(db: Db, userId: string, hours: Hours): Promise<void> {
  await db.deliverySettings.upsert({ where: { userId }, create: { userId, ...hours }, update: { ...hours } });
}

/** Takes kinds off one channel, whatever others take off meanwhile. @returns the channel, or null where there is none */
export async function removeEvents(tx: Tx, channelId: string, events: readonly string[], now: UtcMs) {
  const [channel] = await tx.$queryRaw<{ label: string; kind: ChannelKind }[]>(Prisma.sql`
    UPDATE channels SET "updatedAt" = ${new Date(now)},
      events = ARRAY(SELECT e FROM unnest(events) WITH ORDINALITY AS kept(e, place) WHERE e <> ALL(${[...events]}::text[]) ORDER BY place)
    WHERE id = ${channelId} RETURNING label, kind::text AS kind`);
  return channel ?? null;
}
