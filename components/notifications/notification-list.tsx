import Link from "next/link";
import { Receipts } from "@/components/deliveries/receipts";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { FormAction } from "@/components/ui/form-state";
import { When } from "@/components/ui/when";
import type { ReceiptView } from "@/lib/features/deliveries/queries";
import type { NotificationView } from "@/lib/features/notifications/notification";

/** Notifications, newest first. What is unread carries the dot and says so. */
export function NotificationList({
  items,
  receipts,
  timeZone,
  markRead,
}: {
  readonly items: readonly NotificationView[];
  /** What went out by channels of these, each by its notification. */
  readonly receipts: readonly ReceiptView[];
  readonly timeZone: string;
  readonly markRead: FormAction;
}) {
  return (
    <ul className="divide-y divide-line">
      {items.map((item) => (
        <li key={item.id} className="grid grid-cols-[14px_minmax(0,1fr)_auto] items-baseline gap-x-3 gap-y-1 py-3">
          <span>
            {!item.read && (
              <>
                <i className="dot" aria-hidden="true" />
                <span className="sr-only">Unread: </span>
              </>
            )}
          </span>
          <div className="min-w-0">
            {item.link === null ? (
              <b className="font-semibold">{item.title}</b>
            ) : (
              <Link href={item.link} className="font-semibold hover:underline">
                {item.title}
              </Link>
            )}
            <p className="text-dense text-ink-2">{item.body}</p>
            <Receipts receipts={receipts.filter((one) => one.notificationId === item.id)} timeZone={timeZone} />
          </div>
          <div className="flex flex-col items-end gap-1">
            <When at={item.createdAt} className="text-caption text-ink-3" />
            {!item.read && (
              <Form action={markRead} message="none">
                <input type="hidden" name="id" value={item.id} />
                <Button type="submit" variant="ghost" size="sm" aria-label={`Mark read: ${item.title}`}>
                  Mark read
                </Button>
              </Form>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
