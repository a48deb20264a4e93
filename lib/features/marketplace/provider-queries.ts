import { type Db, Prisma } from "@/lib/db/client";
import { DAY_MS, type UtcMs } from "@/lib/kernel/time";
import { PAID_SINCE, PAYING, recurringSum } from "./recurring-queries.ts";

/** Numbers of a provider's whole shop. Counts only: who subscribes is nobody's business but the subscriber's. */
export interface ProviderOverview {
  readonly strategies: { readonly open: number; readonly drafts: number; readonly closed: number };
  readonly followers: number;
  readonly openSignals: number;
  readonly signals30d: number;
  readonly payingSubscribers: number;
  /** What paying subscribers pay again each month by currency, after codes and before the platform's part, in minor units; nothing of one that ends with its period or is held. */
  readonly monthly: readonly { readonly currency: string; readonly amount: number }[];
  /** Paying subscriptions that ended in the last 30 days, and those that were paying when the 30 days began. */
  readonly ended30d: number;
  readonly payingBefore: number;
}

export async function providerOverview(db: Db, providerId: string, now: UtcMs): Promise<ProviderOverview> {
  const month = new Date(now - 30 * DAY_MS);
  const [[counts], [signals], monthly, [churn]] = await Promise.all([
    db.$queryRaw<{ open: number; drafts: number; closed: number; followers: number }[]>(Prisma.sql`
      SELECT count(*) FILTER (WHERE status IN ('ACTIVE', 'PAUSED'))::int AS open, count(*) FILTER (WHERE status = 'DRAFT')::int AS drafts,
        count(*) FILTER (WHERE status = 'ARCHIVED')::int AS closed, coalesce(sum("followerCount"), 0)::int AS followers
      FROM strategies WHERE "providerId" = ${providerId}`),
    db.$queryRaw<{ open: number; recent: number }[]>(Prisma.sql`
      SELECT count(*) FILTER (WHERE g.state IN ('OPEN', 'PENDING'))::int AS open, count(*) FILTER (WHERE g."receivedAt" >= ${month})::int AS recent
      FROM signals g JOIN strategies s ON s.id = g."strategyId" WHERE s."providerId" = ${providerId}`),
    db.$queryRaw<{ currency: string; amount: bigint; count: number }[]>(Prisma.sql`
      SELECT b."priceCurrency" AS currency, ${recurringSum(now)} AS amount, count(*)::int AS count
      FROM subscriptions b JOIN strategies s ON s.id = b."strategyId" LEFT JOIN promotion_codes c ON c.id = b."promotionCodeId"
      WHERE s."providerId" = ${providerId} AND ${PAYING}
      GROUP BY b."priceCurrency" ORDER BY 2 DESC`),
    db.$queryRaw<{ ended: number; before: number }[]>(Prisma.sql`
      SELECT count(*) FILTER (WHERE b."endedAt" >= ${month})::int AS ended,
        count(*) FILTER (WHERE b."endedAt" IS NULL OR b."endedAt" >= ${month})::int AS before
      FROM subscriptions b JOIN strategies s ON s.id = b."strategyId"
      WHERE s."providerId" = ${providerId} AND ${PAID_SINCE} < ${month}`),
  ]);
  return {
    strategies: { open: counts?.open ?? 0, drafts: counts?.drafts ?? 0, closed: counts?.closed ?? 0 },
    followers: counts?.followers ?? 0,
    openSignals: signals?.open ?? 0,
    signals30d: signals?.recent ?? 0,
    payingSubscribers: monthly.reduce((sum, row) => sum + row.count, 0),
    monthly: monthly.map((row) => ({ currency: row.currency, amount: Number(row.amount) })),
    ended30d: churn?.ended ?? 0,
    payingBefore: churn?.before ?? 0,
  };
}
