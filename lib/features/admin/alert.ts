import { HOUR_MS } from "@/lib/kernel/time";

/** What admins should know of. */
export interface NewAlert {
  /** Names the condition: the same one is one alert, however often it is raised. */
  readonly key: string;
  readonly title: string;
  /** Never a secret. */
  readonly body: string;
  /** A path of ours where more is seen, or null. */
  readonly link: string | null;
}

/** An alert that is still true is told again after so long. */
export const TOLD_AGAIN_MS = HOUR_MS;
/** What could not be told for so long is not told late. */
export const TOLD_LATE_MAX_MS = HOUR_MS;

/** The ways out. `centre`: every admin's own notifications, with the channels that he chose for them. */
const ALERT_WAYS = ["centre", "discord", "telegram"] as const;
export type AlertWay = (typeof ALERT_WAYS)[number];
