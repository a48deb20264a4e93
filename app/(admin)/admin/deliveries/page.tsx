import type { Metadata } from "next";
import { DeliveryFilters } from "@/components/deliveries/delivery-filters";
import { DeliveryTable } from "@/components/deliveries/delivery-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireRole } from "@/lib/auth/require-role";
import { countDeliveries, listDeliveries } from "@/lib/features/deliveries/admin-queries";
import { CHANNEL_WORDS, DELIVERY_STATES } from "@/lib/features/deliveries/channel";
import { EVENT_WORDS } from "@/lib/features/deliveries/event-kind";
import { DAY_MS } from "@/lib/kernel/time";
import { CHANNEL_KINDS } from "@/lib/ports/channel-sender";
import { getCtx } from "@/lib/runtime/ctx";
import { resendDeliveriesAction } from "./actions.ts";

export const metadata: Metadata = { title: "Deliveries" };

const PAGE_SIZE = 50;
type Query = Promise<Record<string, string | string[] | undefined>>;

/** What went out by channels and what did not, with the dead letters and a way to send them again. */
export default async function DeliveriesPage({ searchParams }: { searchParams: Query }) {
  await requireRole("ADMIN");
  const query = await searchParams;
  const text = (name: string) => (typeof query[name] === "string" ? query[name] : "");
  const filter = {
    state: DELIVERY_STATES.find((state) => state === text("state")),
    kind: CHANNEL_KINDS.find((kind) => kind === text("kind")),
    channelId: text("channel") === "" ? undefined : text("channel"),
  };
  const { db, clock } = getCtx();
  const after = text("after");
  const [page, counts] = await Promise.all([
    listDeliveries(db, filter, { cursor: after === "" ? undefined : after, limit: PAGE_SIZE }),
    countDeliveries(db, new Date(clock.now() - 30 * DAY_MS)),
  ]);
  const kept = new URLSearchParams(
    Object.entries({ state: filter.state ?? "", kind: filter.kind ?? "", channel: filter.channelId ?? "" }).filter(
      ([, value]) => value !== "",
    ),
  );
  const href = (cursor: string | null): string => {
    const next = new URLSearchParams(kept);
    if (cursor !== null) next.set("after", cursor);
    return `/admin/deliveries${next.size === 0 ? "" : `?${next}`}`;
  };
  return (
    <>
      <PageHead
        title="Deliveries"
        lead="Messages to people's channels. What was given up or refused can be sent again; that is written to the audit log."
        facts={[
          `${formatNumber(counts.QUEUED)} waiting`,
          `${formatNumber(counts.SENT)} sent`,
          `${formatNumber(counts.DEAD)} given up`,
          `${formatNumber(counts.FAILED)} refused`,
          `${formatNumber(counts.SKIPPED)} not sent on purpose`,
          "last 30 days",
        ]}
      />
      <DeliveryFilters
        state={filter.state ?? ""}
        kind={filter.kind ?? ""}
        channelId={filter.channelId ?? ""}
        kinds={CHANNEL_KINDS.map((kind) => ({ value: kind, label: CHANNEL_WORDS[kind] }))}
        resend={resendDeliveriesAction}
      />
      <Panel label="Deliveries" flush>
        {page.items.length === 0 ? (
          <EmptyState title="Nothing here" level={2}>
            {kept.size === 0 ? "No message has gone to a channel yet." : "No message fits. Change what is shown above."}
          </EmptyState>
        ) : (
          <DeliveryTable items={page.items} kinds={EVENT_WORDS} resend={resendDeliveriesAction} />
        )}
      </Panel>
      <Pagination
        label="Pages of deliveries"
        previous={after === "" ? null : href(null)}
        next={page.nextCursor === null ? null : href(page.nextCursor)}
      />
    </>
  );
}
