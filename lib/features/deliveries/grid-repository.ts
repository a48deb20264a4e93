import type { Db, Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

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

/** Takes kinds off one channel. @returns the channel as it is then, or null where there is none */
export async function removeEvents(tx: Tx, channelId: string, events: readonly string[], now: UtcMs) {
  const channel = await tx.channel.findUnique({ where: { id: channelId } });
  if (channel === null) return null;
  const left = channel.events.filter((event) => !events.includes(event));
  await tx.channel.update({ where: { id: channelId }, data: { events: left, updatedAt: new Date(now) } });
  return { label: channel.label, kind: channel.kind, userId: channel.userId };
}
