import { type Db, Prisma } from "@/lib/db/client";
import type { ChannelKind } from "@/lib/ports/channel-sender";
import type { DeliveryState } from "./channel.ts";
import { type ChannelView, listChannels } from "./queries.ts";

/** A channel with what became of its last message. */
export interface OutsideChannelView extends ChannelView {
  readonly last: {
    readonly title: string;
    readonly state: DeliveryState;
    readonly reason: string | null;
    readonly at: number;
  } | null;
  /** Of a browser: the SHA-256 of its endpoint, so that a browser can tell which one it is. */
  readonly address: string;
}

/** A user's channels of these kinds. */
export async function listOutsideChannels(
  db: Db,
  userId: string,
  kinds: readonly ChannelKind[],
): Promise<OutsideChannelView[]> {
  const channels = (await listChannels(db, userId)).filter(({ kind }) => kinds.includes(kind));
  const ids = channels.map(({ id }) => id);
  const [lasts, rows] = await Promise.all([
    db.$queryRaw<
      { channelId: string; title: string; state: DeliveryState; reason: string | null; at: Date }[]
    >(Prisma.sql`
      SELECT c.id AS "channelId", d.title, d.state::text AS state, d.reason, coalesce(d."sentAt", d."createdAt") AS at
      FROM unnest(${ids}::text[]) AS c(id)
      CROSS JOIN LATERAL (SELECT * FROM deliveries WHERE "channelId" = c.id ORDER BY "createdAt" DESC LIMIT 1) AS d`),
    db.channel.findMany({ where: { id: { in: ids } }, select: { id: true, address: true } }),
  ]);
  return channels.map((channel) => {
    const last = lasts.find(({ channelId }) => channelId === channel.id);
    return {
      ...channel,
      address: rows.find(({ id }) => id === channel.id)?.address ?? "",
      last:
        last === undefined
          ? null
          : { title: last.title, state: last.state, reason: last.reason, at: last.at.getTime() },
    };
  });
}
