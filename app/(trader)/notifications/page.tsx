import type { Metadata } from "next";
import { NotificationList } from "@/components/notifications/notification-list";
import { EmptyState } from "@/components/ui/empty-state";
import { Form, SubmitButton } from "@/components/ui/form";
import { Pagination } from "@/components/ui/pagination";
import { PageHead, Panel } from "@/components/ui/panel";
import { requireActor } from "@/lib/auth/require-role";
import { profileOf } from "@/lib/features/accounts/queries";
import { listReceipts } from "@/lib/features/deliveries/queries";
import { countUnread, listNotifications } from "@/lib/features/notifications/queries";
import { getCtx } from "@/lib/runtime/ctx";
import { markReadAction } from "./actions.ts";

export const metadata: Metadata = { title: "Notifications" };

const PAGE_SIZE = 50;

export default async function NotificationsPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string | string[] }>;
}) {
  const actor = await requireActor();
  const { after } = await searchParams;
  const { db } = getCtx();
  const [page, unread] = await Promise.all([
    listNotifications(db, actor.userId, { cursor: typeof after === "string" ? after : undefined, limit: PAGE_SIZE }),
    countUnread(db, actor.userId),
  ]);
  const [receipts, profile] = await Promise.all([
    listReceipts(db, actor.userId, { notificationIds: page.items.map(({ id }) => id) }),
    profileOf(db, actor.userId),
  ]);
  return (
    <>
      <PageHead
        title="Notifications"
        lead={unread === 0 ? "Nothing unread." : `${unread} unread.`}
        actions={
          unread === 0 ? undefined : (
            <Form action={markReadAction} message="none">
              <SubmitButton variant="default">Mark all read</SubmitButton>
            </Form>
          )
        }
      />
      <Panel label="Notifications" flush>
        {page.items.length === 0 ? (
          <EmptyState title="No notifications yet" level={2}>
            Signals, what your copies did, payments and sign-outs of your devices appear here.
          </EmptyState>
        ) : (
          <NotificationList
            items={page.items}
            receipts={receipts}
            timeZone={profile?.timeZone ?? "UTC"}
            markRead={markReadAction}
          />
        )}
      </Panel>
      <Pagination
        label="Pages of notifications"
        previous={after === undefined ? null : "/notifications"}
        next={page.nextCursor === null ? null : `/notifications?after=${encodeURIComponent(page.nextCursor)}`}
      />
    </>
  );
}
