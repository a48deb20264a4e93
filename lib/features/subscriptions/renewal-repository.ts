import { type Db, Prisma } from "@/lib/db/client";
import { type UtcMs, utcMs } from "@/lib/kernel/time";

export interface Renewal {
  readonly stripeSubscriptionId: string;
  /** Renewals are to wait from now on; false: to go on. */
  readonly hold: boolean;
  /** The end of what was paid. */
  readonly currentPeriodEnd: UtcMs | null;
}

/**
 * Subscriptions whose renewals go on though their provider cannot be paid, and those that wait though he can. One that ends with its period
 * or that its subscriber has paused has no renewal to hold.
 */
export async function renewalsOutOfStep(db: Db): Promise<Renewal[]> {
  const rows = await db.$queryRaw<{ id: string; hold: boolean; end: Date | null }[]>(Prisma.sql`
    SELECT s."stripeSubscriptionId" AS id, NOT u."transfersActive" AS hold, s."currentPeriodEnd" AS end
    FROM subscriptions s JOIN strategies t ON t.id = s."strategyId" JOIN users u ON u.id = t."providerId"
    WHERE s.status IN ('TRIALING', 'ACTIVE', 'PAST_DUE') AND s."stripeSubscriptionId" IS NOT NULL AND NOT s."cancelAtPeriodEnd"
      AND (s."renewalHeldAt" IS NOT NULL) = u."transfersActive"
    ORDER BY s.id`);
  return rows.map(({ id, hold, end }) => ({
    stripeSubscriptionId: id,
    hold,
    currentPeriodEnd: end === null ? null : utcMs(end),
  }));
}
