import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { BillingInterval } from "./subscription.ts";

/** A subscription that pays another price than today's. Minor units. */
export interface OtherPrice {
  readonly subscriptionId: string;
  readonly userId: string;
  readonly pays: number;
  readonly today: number;
}

/**
 * Who pays another price than the strategy's of today, in its currency, and has no open offer of just that. A strategy that became free costs nothing by
 * the year either.
 */
export async function otherPrices(db: Db | Tx, strategyId: string): Promise<OtherPrice[]> {
  return db.$queryRaw<OtherPrice[]>(Prisma.sql`
    SELECT b.id AS "subscriptionId", b."userId", b."priceAmount" AS pays, p.today
    FROM subscriptions b JOIN strategies s ON s.id = b."strategyId"
    CROSS JOIN LATERAL (
      SELECT CASE WHEN b.interval = 'YEAR' AND s."priceAmount" > 0 THEN s."yearlyAmount" ELSE s."priceAmount" END AS today) p
    WHERE b."strategyId" = ${strategyId} AND b.status IN ('ACTIVE', 'TRIALING', 'PAST_DUE', 'PAUSED')
      AND b."stripeSubscriptionId" IS NOT NULL AND NOT b."cancelAtPeriodEnd" AND b."priceCurrency" = s."priceCurrency"
      AND p.today <> b."priceAmount"
      AND NOT EXISTS (SELECT FROM price_offers o WHERE o."subscriptionId" = b.id AND o."closedAt" IS NULL
        AND o."appliedAt" IS NULL AND o.amount = p.today)
    ORDER BY b.id`);
}

/** Closes what is open before it: the newest offer is the one that counts. */
export async function insertOffer(
  tx: Tx,
  offer: {
    readonly id: string;
    readonly subscriptionId: string;
    readonly amount: number;
    readonly offeredAt: UtcMs;
    readonly fromAt: UtcMs;
    readonly agreedAt: UtcMs | null;
  },
): Promise<void> {
  const { offeredAt, fromAt, agreedAt, ...rest } = offer;
  await tx.priceOffer.updateMany({
    where: { subscriptionId: offer.subscriptionId, closedAt: null, appliedAt: null },
    data: { closedAt: new Date(offeredAt) },
  });
  await tx.priceOffer.create({
    data: {
      ...rest,
      offeredAt: new Date(offeredAt),
      fromAt: new Date(fromAt),
      agreedAt: agreedAt === null ? null : new Date(agreedAt),
    },
  });
}

/** Writes the answer of its reader. False: no such offer of his that waits for one. */
export async function answer(tx: Db | Tx, userId: string, id: string, agrees: boolean, now: UtcMs): Promise<boolean> {
  const { count } = await tx.priceOffer.updateMany({
    where: { id, agreedAt: null, closedAt: null, subscription: { userId } },
    data: agrees ? { agreedAt: new Date(now) } : { closedAt: new Date(now) },
  });
  return count === 1;
}

export interface DueOffer {
  readonly id: string;
  readonly amount: number;
  readonly subscriptionId: string;
  readonly paidSubscriptionId: string;
  readonly strategyId: string;
  readonly strategyName: string;
  readonly currency: string;
  readonly interval: BillingInterval;
}

/** What was agreed and may begin by now. */
export async function dueOffers(db: Db, now: UtcMs, limit: number): Promise<DueOffer[]> {
  return db.$queryRaw<DueOffer[]>(Prisma.sql`
    SELECT o.id, o.amount, b.id AS "subscriptionId", b."stripeSubscriptionId" AS "paidSubscriptionId", b."strategyId",
      s.name AS "strategyName", b."priceCurrency" AS currency, b.interval::text AS interval
    FROM price_offers o JOIN subscriptions b ON b.id = o."subscriptionId" JOIN strategies s ON s.id = b."strategyId"
    WHERE o."agreedAt" IS NOT NULL AND o."appliedAt" IS NULL AND o."closedAt" IS NULL AND o."fromAt" <= ${new Date(now)}
      AND b."stripeSubscriptionId" IS NOT NULL AND b.status IN ('ACTIVE', 'TRIALING', 'PAST_DUE', 'PAUSED')
    ORDER BY o."fromAt", o.id LIMIT ${limit}`);
}

/** The price changed at the payment service: so does ours. */
export async function markApplied(tx: Tx, offer: DueOffer, now: UtcMs): Promise<void> {
  await tx.priceOffer.update({ where: { id: offer.id }, data: { appliedAt: new Date(now) } });
  await tx.subscription.update({ where: { id: offer.subscriptionId }, data: { priceAmount: offer.amount } });
}

export async function findOffer(
  db: Db,
  id: string,
): Promise<{
  amount: number;
  fromAt: UtcMs;
  agreed: boolean;
  pays: number;
  currency: string;
  strategy: string;
  userId: string;
} | null> {
  const row = await db.priceOffer.findUnique({
    where: { id },
    include: { subscription: { include: { strategy: { select: { name: true } } } } },
  });
  if (row === null) return null;
  const { subscription } = row;
  return {
    amount: row.amount,
    fromAt: utcMs(row.fromAt),
    agreed: row.agreedAt !== null,
    pays: subscription.priceAmount,
    currency: subscription.priceCurrency,
    strategy: subscription.strategy.name,
    userId: subscription.userId,
  };
}
