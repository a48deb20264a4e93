import { Prisma } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";
import { PAST_DUE_GRACE_MS } from "./subscription.ts";

/**
 * Who has access to these strategies at `now` (entitledSince), as a table ("strategyId", "userId", since), for one statement over all followers:
 * rows of 5,000 need not come here and go back. entitled-queries.db.test.ts holds it against the rule itself.
 */
export function entitledRows(strategyIds: readonly string[], now: UtcMs): Prisma.Sql {
  const at = new Date(now);
  return Prisma.sql`
    SELECT s."strategyId", s."userId",
      coalesce((SELECT max(g."to") FROM access_gaps g WHERE g."subscriptionId" = s.id), s."activatedAt", s."createdAt") AS since
    FROM subscriptions s
    WHERE s."strategyId" = ANY(${[...strategyIds]}::text[]) AND s."accessOpen"
      AND (s.status IN ('ACTIVE', 'TRIALING') OR s.status = 'PAST_DUE' AND s."pastDueSince" > ${new Date(now - PAST_DUE_GRACE_MS)})
      AND (NOT s."cancelAtPeriodEnd" OR s."currentPeriodEnd" IS NULL OR s."currentPeriodEnd" > ${at})`;
}
