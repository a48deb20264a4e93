import type { Metadata } from "next";
import { KindFilter } from "@/components/notifications/kind-filter";
import { MarkAllRead } from "@/components/notifications/mark-all-read";
import { NotificationDays } from "@/components/notifications/notification-days";
import { RefreshOnceLive } from "@/components/notifications/refresh-once-live";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/components/ui/format";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { ZoneName } from "@/components/ui/reader-zone";
import { Tabs } from "@/components/ui/tabs";
import { currentZone, requireActor } from "@/lib/auth/require-role";
import { EVENT_WORDS, offeredEvents } from "@/lib/features/deliveries/event-kind";
import { listReceipts } from "@/lib/features/deliveries/queries";
import { NOTIFICATION_KINDS } from "@/lib/features/notifications/notification";
import { countUnread, listNotifications } from "@/lib/features/notifications/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { markReadAction, markUnreadAction } from "./actions.ts";

export const metadata: Metadata = { title: "Notifications" };

const PAGE_SIZE = 50;

export default async function NotificationsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const actor = await requireActor();
  const query = await searchParams;
  const after = typeof query.after === "string" ? query.after : undefined;
  const unread = query.show === "unread";
  const kind = NOTIFICATION_KINDS.find((one) => one === query.kind);
  const { db, clock } = getCtx();
  const [page, waiting, timeZone] = await Promise.all([
    listNotifications(db, actor.userId, { kind, unread, cursor: after, limit: PAGE_SIZE }),
    countUnread(db, actor.userId, kind),
    currentZone(),
  ]);
  const receipts = await listReceipts(db, actor.userId, { notificationIds: page.items.map(({ id }) => id) });
  const offered = offeredEvents(actor.role === "ADMIN");
  const kinds = NOTIFICATION_KINDS.filter((one) => offered.includes(one)).map((value) => ({
    value,
    label: EVENT_WORDS[value],
  }));
  const href = (show: "all" | "unread", cursor: string | null = null): string => {
    const next = new URLSearchParams({
      ...(show === "unread" ? { show } : {}),
      ...(kind === undefined ? {} : { kind }),
      ...(cursor === null ? {} : { after: cursor }),
    });
    return `/notifications${next.size === 0 ? "" : `?${next}`}`;
  };
  const shown = unread ? "unread" : "all";
  return (
    <>
      <RefreshOnceLive />
      <PageHead
        title="Notifications"
        lead={
          <>
            What happened, newest first, and where else you were told. Times are in <ZoneName />.
          </>
        }
        actions={
          <>
            <MarkAllRead kind={kind ?? null} unread={waiting} markRead={markReadAction} markUnread={markUnreadAction} />
            <ButtonLink href="/settings/notifications">Settings</ButtonLink>
          </>
        }
      />
      <div className="mb-5 flex flex-wrap items-end gap-x-6 gap-y-3 [&_.tabs]:mb-0">
        <div className="min-w-0 flex-1 basis-64">
          <Tabs
            label="Which notifications"
            tabs={[
              { href: href("all"), label: "All", current: !unread },
              {
                href: href("unread"),
                label: waiting === 0 ? "Unread" : `Unread ${formatNumber(waiting)}`,
                current: unread,
              },
            ]}
          />
        </div>
        <KindFilter kinds={kinds} kind={kind ?? ""} unread={unread} />
      </div>
      {page.items.length === 0 ? (
        <Panel label="Notifications" flush>
          <EmptyState title={emptyTitle(unread, kind !== undefined)} level={2}>
            {unread
              ? "You have read everything there is."
              : "Signals, what your copies did, payments and sign-outs of your devices appear here."}
          </EmptyState>
        </Panel>
      ) : (
        <NotificationDays
          items={page.items}
          receipts={receipts}
          now={clock.now()}
          timeZone={timeZone}
          markRead={markReadAction}
          markUnread={markUnreadAction}
        />
      )}
      <Pagination
        label="Pages of notifications"
        previous={after === undefined ? null : href(shown)}
        next={page.nextCursor === null ? null : href(shown, page.nextCursor)}
      />
    </>
  );
}

function emptyTitle(unread: boolean, isOfKind: boolean): string {
  if (unread) return "Nothing unread";
  return isOfKind ? "Nothing of this kind yet" : "No notifications yet";
}
