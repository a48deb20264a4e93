import { Bell, Copy, CreditCard, Megaphone, Radio, ShieldCheck, Siren, TriangleAlert } from "lucide-react";
import { Receipts } from "@/components/deliveries/receipts";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Form } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { When } from "@/components/ui/when";
import type { ReceiptView } from "@/lib/features/deliveries/queries";
import type { NotificationView } from "@/lib/features/notifications/notification";
import { NotificationLink } from "./notification-link.tsx";

const ICONS: Readonly<Record<string, typeof Bell>> = {
  signal: Radio,
  copy: Copy,
  failure: TriangleAlert,
  billing: CreditCard,
  security: ShieldCheck,
  system: Megaphone,
  alert: Siren,
};

/** On phones time and mark stand below, so that the words have the width. */
const ROW = "grid grid-cols-[20px_minmax(0,1fr)] gap-x-3 py-3 sm:grid-cols-[20px_minmax(0,1fr)_auto]";

export interface NotificationRowProps {
  readonly item: NotificationView;
  readonly receipts: readonly ReceiptView[];
  readonly timeZone: string;
  readonly markRead: FormAction;
  readonly markUnread: FormAction;
}

/** One notification: what happened, where else it was told, and its mark. What is unread carries the dot and says so. */
export function NotificationRow({ item, receipts, timeZone, markRead, markUnread }: NotificationRowProps) {
  const Icon = ICONS[item.kind] ?? Bell;
  return (
    <li data-notification={item.id} className={ROW}>
      <Icon
        className={cx("ic mt-[3px]", item.kind === "failure" || item.kind === "alert" ? "text-live-ink" : "text-ink-3")}
        aria-hidden="true"
      />
      <div className="min-w-0">
        <div className={item.read ? "text-ink-2" : undefined}>
          {!item.read && (
            <>
              <i className="dot mr-2" aria-hidden="true" />
              <span className="sr-only">Unread: </span>
            </>
          )}
          {item.link === null ? (
            <b>{item.title}</b>
          ) : (
            <NotificationLink id={item.id} href={item.link} markRead={item.read ? null : markRead}>
              {item.title}
            </NotificationLink>
          )}
        </div>
        <p className="text-dense text-ink-2">{item.body}</p>
        <Receipts receipts={receipts} timeZone={timeZone} />
      </div>
      <div className="flex gap-1 max-sm:col-start-2 max-sm:items-center max-sm:justify-between sm:flex-col sm:items-end">
        <When at={item.createdAt} className="text-caption text-ink-3" />
        <Form action={item.read ? markUnread : markRead} message="none" className="-mr-2.5">
          <input type="hidden" name="id" value={item.id} />
          <Button
            type="submit"
            variant="ghost"
            size="sm"
            aria-label={`${item.read ? "Mark unread" : "Mark read"}: ${item.title}`}
          >
            {item.read ? "Mark unread" : "Mark read"}
          </Button>
        </Form>
      </div>
    </li>
  );
}
