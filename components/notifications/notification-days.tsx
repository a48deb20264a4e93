import { Panel } from "@/components/ui/panel";
import type { ReceiptView } from "@/lib/features/deliveries/queries";
import type { NotificationView } from "@/lib/features/notifications/notification";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import { dayIn, shiftDay } from "@/lib/kernel/zone";
import { NotificationRow, type NotificationRowProps } from "./notification-row.tsx";

/** Notifications, newest first, by the days of their reader's own calendar. */
export function NotificationDays({
  items,
  receipts,
  now,
  timeZone,
  markRead,
  markUnread,
}: Pick<NotificationRowProps, "timeZone" | "markRead" | "markUnread"> & {
  readonly items: readonly NotificationView[];
  /** What went out by channels of these, each by its notification. */
  readonly receipts: readonly ReceiptView[];
  readonly now: UtcMs;
}) {
  const days = Map.groupBy(items, ({ createdAt }) => dayIn(utcMs(Date.parse(createdAt)), timeZone));
  const today = dayIn(now, timeZone);
  return (
    <div className="grid gap-5">
      {[...days].map(([day, ofDay]) => (
        <Panel key={day} title={dayWords(day, today)} flush>
          <ul className="divide-y divide-line">
            {ofDay.map((item) => (
              <NotificationRow
                key={item.id}
                item={item}
                receipts={receipts.filter((one) => one.notificationId === item.id)}
                timeZone={timeZone}
                markRead={markRead}
                markUnread={markUnread}
              />
            ))}
          </ul>
        </Panel>
      ))}
    </div>
  );
}

function dayWords(day: string, today: string): string {
  if (day === today) return "Today";
  if (day === shiftDay(today, -1)) return "Yesterday";
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" }).format(
    new Date(`${day}T00:00:00Z`),
  );
}
