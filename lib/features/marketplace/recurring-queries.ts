import { Prisma } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

/** Who pays, as a condition on a subscription `b`: not free, past a trial, neither paused nor over. Its renewals may be held. */
export const PAYING = Prisma.sql`(b.status IN ('ACTIVE', 'PAST_DUE') AND b."priceAmount" > 0)`;

/** Whether a subscription `b` will be paid again as things stand: it does not end with what is paid, and no renewal of it is held. */
export const RENEWING = Prisma.sql`(b."renewalHeldAt" IS NULL AND NOT b."cancelAtPeriodEnd")`;

/**
 * Since when a subscription `b` is paid for: its beginning, or the end of its free trial if it went on after it (its period then ends later). Null:
 * it is free, never began, or has not come past its trial.
 */
export const PAID_SINCE = Prisma.sql`(CASE WHEN b."priceAmount" = 0 THEN NULL WHEN b."trialEndsAt" IS NULL THEN b."activatedAt"
  WHEN b."currentPeriodEnd" > b."trialEndsAt" THEN b."trialEndsAt" END)`;

/**
 * What subscriptions `b` with codes `c` (null where there is none) pay again each month, in minor units: a year's price as its twelfth, less what a
 * code that still counts at `now` takes off; nothing of one that ends with its period, nor while renewals are held. A sum is rounded once.
 */
export function recurringSum(now: UtcMs): Prisma.Sql {
  return Prisma.sql`coalesce(round(sum(b."priceAmount"::numeric
    * CASE WHEN c.duration = 'FOREVER' OR (c.duration = 'MONTHS' AND b."activatedAt" + make_interval(months => c.months) > ${new Date(now)})
        THEN (100 - c."percentOff") / 100.0 ELSE 1 END
    / CASE WHEN b.interval = 'YEAR' THEN 12 ELSE 1 END) FILTER (WHERE ${RENEWING})), 0)::bigint`;
}
