import type { Db } from "@/lib/db/client";
import { olderThan, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import type { ChannelKind } from "@/lib/ports/channel-sender";
import type { DeliveryState } from "./channel.ts";

/** A delivery as an admin sees it: whom it goes to and what became of it, not what it says. */
export interface AdminDelivery {
  readonly id: string;
  readonly at: number;
  readonly userId: string;
  readonly channelId: string;
  readonly kind: ChannelKind;
  readonly event: string;
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly attempts: number;
  readonly dueAt: number;
  readonly sentAt: number | null;
}

export interface DeliveryFilter {
  readonly state?: DeliveryState | undefined;
  readonly kind?: ChannelKind | undefined;
  readonly channelId?: string | undefined;
}

/** Newest first. */
export async function listDeliveries(
  db: Db,
  filter: DeliveryFilter,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<AdminDelivery>> {
  const rows = await db.delivery.findMany({
    where: {
      ...(filter.state === undefined ? {} : { state: filter.state }),
      ...(filter.kind === undefined ? {} : { kind: filter.kind }),
      ...(filter.channelId === undefined ? {} : { channelId: filter.channelId }),
      ...olderThan(page.cursor, (createdAt) => ({ createdAt })),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: page.limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, page.limit, (row) => row.createdAt);
  return {
    items: items.map((row) => ({
      id: row.id,
      at: row.createdAt.getTime(),
      userId: row.userId,
      channelId: row.channelId,
      kind: row.kind,
      event: row.event,
      state: row.state,
      reason: row.reason,
      attempts: row.attempts,
      dueAt: row.dueAt.getTime(),
      sentAt: row.sentAt?.getTime() ?? null,
    })),
    nextCursor,
  };
}

/** How many lie in each state, of the last 30 days. */
export async function countDeliveries(db: Db, since: Date): Promise<Readonly<Record<DeliveryState, number>>> {
  const rows = await db.delivery.groupBy({
    by: ["state"],
    where: { createdAt: { gte: since } },
    _count: { _all: true },
  });
  const of = (state: DeliveryState): number => rows.find((row) => row.state === state)?._count._all ?? 0;
  return { QUEUED: of("QUEUED"), SENT: of("SENT"), FAILED: of("FAILED"), DEAD: of("DEAD"), SKIPPED: of("SKIPPED") };
}
