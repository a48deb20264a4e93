import type { Db } from "@/lib/db/client";
import { decodeCursor, encodeCursor, type Page } from "@/lib/features/marketplace/cursor";
import type { DeliveryState } from "./channel.ts";

/** One call of a webhook, as its owner sees it in the log. */
export interface WebhookCallView {
  readonly deliveryId: string;
  /** ms */
  readonly at: number;
  readonly type: string;
  readonly title: string;
  /** What became of the message since. */
  readonly state: DeliveryState;
  readonly body: string;
  readonly status: number | null;
  readonly answer: string;
  readonly tookMs: number;
}

const LOG_PAGE = 50;

/** Calls of an own webhook with their messages, newest first. */
export async function listWebhookCalls(
  db: Db,
  userId: string,
  channelId: string,
  cursor?: string,
): Promise<Page<WebhookCallView>> {
  const channel = await db.channel.findFirst({ where: { id: channelId, userId }, select: { id: true } });
  if (channel === null) return { items: [], nextCursor: null };
  const after = decodeCursor(cursor);
  const at = after === null ? null : new Date(after.at);
  const rows = await db.webhookCall.findMany({
    where: {
      channelId,
      ...(at === null || after === null ? {} : { OR: [{ at: { lt: at } }, { at, deliveryId: { lt: after.id } }] }),
    },
    orderBy: [{ at: "desc" }, { deliveryId: "desc" }],
    take: LOG_PAGE + 1,
  });
  const shown = rows.slice(0, LOG_PAGE);
  const last = shown.at(-1);
  const deliveries = await db.delivery.findMany({
    where: { id: { in: [...new Set(shown.map(({ deliveryId }) => deliveryId))] } },
    select: { id: true, title: true, state: true },
  });
  const items = shown.flatMap(({ at: sentAt, channelId: _channel, ...call }) => {
    const delivery = deliveries.find(({ id }) => id === call.deliveryId);
    return delivery === undefined
      ? []
      : [{ ...call, at: sentAt.getTime(), title: delivery.title, state: delivery.state }];
  });
  const hasMore = rows.length > LOG_PAGE && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(last.at, last.deliveryId) : null };
}

/** How many messages of a channel failed for good and could be sent again. */
export async function countFailed(db: Db, channelId: string, since: number): Promise<number> {
  return db.delivery.count({
    where: { channelId, state: { in: ["FAILED", "DEAD"] }, createdAt: { gte: new Date(since) } },
  });
}
