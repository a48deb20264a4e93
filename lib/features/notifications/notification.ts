import type { EventKind } from "@/lib/features/deliveries/event-kind";
import type { UtcMs } from "@/lib/kernel/time";

/** Each is a kind of the grid of channels too (deliveries/event-kind.ts). */
export const NOTIFICATION_KINDS = [
  "signal",
  "copy",
  "failure",
  "billing",
  "security",
  "system",
  "alert",
] as const satisfies readonly EventKind[];
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** A notification as page, API and socket show it. */
export interface NotificationView {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  /** A path of ours. */
  readonly link: string | null;
  readonly read: boolean;
  readonly createdAt: string;
}

/** What to tell one user. */
export interface Notice {
  readonly userId: string;
  readonly kind: NotificationKind;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
  /** What it is about: together with `at`, a repeat of the event makes no second one. */
  readonly dedupeKey: string;
  /** When it happened, from the event or row that it tells and never from the clock: a repeat says the same. */
  readonly at: UtcMs;
}
