import { utcMs } from "@/lib/kernel/time";
import type { ChannelTarget, OutgoingMessage, ToldItem } from "@/lib/ports/channel-sender";
import type { Ctx } from "@/lib/ports/ctx";
import type { DueDelivery } from "./repository.ts";
import { unsubscribeToken } from "./unsubscribe-token.ts";

export function targetOf(ctx: Pick<Ctx, "seal">, row: DueDelivery): ChannelTarget {
  return {
    channelId: row.channelId,
    userId: row.userId,
    kind: row.kind,
    address: row.address,
    secret: row.sealed === null ? null : (JSON.parse(ctx.seal.open(row.sealed, row.channelId)) as unknown),
    timeZone: row.timeZone,
  };
}

/**
 * One delivery as a message, or several held ones as a digest. Its id is the last one's: a repeat of the same digest looks the same, and one
 * whose first was tried alone before it was held is no repeat of that, which a receiver would drop with all that came after.
 */
export function messageOf(
  ctx: Pick<Ctx, "seal" | "config">,
  first: DueDelivery,
  all: readonly DueDelivery[],
): OutgoingMessage {
  const { baseUrl } = ctx.config;
  const items = all.length > 1 ? all.map((row) => itemOf(row, baseUrl)) : [];
  const events = [...new Set(all.map(({ event }) => event))];
  return {
    ...itemOf(first, baseUrl),
    ...(items.length === 0
      ? {}
      : {
          title: `${items.length} messages were held for you`,
          body: items.map(({ title }) => title).join("\n"),
          link: `${baseUrl}/notifications`,
          signalId: null,
        }),
    id: all.at(-1)?.id ?? first.id,
    urgent: first.urgent,
    items,
    unsubscribeUrl: `${baseUrl}/unsubscribe?token=${unsubscribeToken(ctx, { channelId: first.channelId, events })}`,
    settingsUrl: `${baseUrl}/settings/notifications`,
  };
}

function itemOf(row: DueDelivery, baseUrl: string): ToldItem {
  return {
    event: row.event,
    title: row.title,
    body: row.body,
    link: row.link === null ? null : `${baseUrl}${row.link}`,
    at: utcMs(row.createdAt),
    signalId: row.signalId,
  };
}
