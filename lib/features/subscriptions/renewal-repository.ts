import { type Db, Prisma } from "@/lib/db/client";
import { type UtcMs, utcMs } from "@/lib/kernel/time";

export interface Renewal {
  readonly stripeSubscriptionId: string;
  /** Renewals are to wait from now on; false: to go on. */
  readonly hold: boolean;
  /** Whether its subscriber's account is suspended: then he is whom it waits for. */
  readonly suspended: boolean;
  /** The end of what was paid. */
  readonly currentPeriodEnd: UtcMs | null;
}

/** Whether money may go to a provider (`u`). */
const PAYABLE = Prisma.sql`(u."transfersActive" AND u."bannedAt" IS NULL)`;
/** Whether a subscription (`s` of `b`) is to renew: one that costs nothing by now brings no money that would have to wait. */
const RENEWS = Prisma.sql`((${PAYABLE} AND b."bannedAt" IS NULL) OR s."priceAmount" = 0)`;

/** Whether a subscription (`s`) pays into the account (`c`; null where he has none) that its provider has now. */
const ARRIVES = Prisma.sql`(s."paidTo" IS NULL OR s."paidTo" IS NOT DISTINCT FROM c."stripeAccountId" OR s."priceAmount" = 0)`;

/**
 * Subscriptions whose renewals go on though their provider cannot be paid or either of the two is suspended, and those that wait without need. One that ends
 * with its period or that its subscriber has paused has no renewal to hold. One that pays into an account that is gone is redirected first.
 */
export async function renewalsOutOfStep(db: Db): Promise<Renewal[]> {
  const rows = await db.$queryRaw<{ id: string; hold: boolean; suspended: boolean; end: Date | null }[]>(Prisma.sql`
    SELECT s."stripeSubscriptionId" AS id, NOT ${RENEWS} AS hold, b."bannedAt" IS NOT NULL AS suspended, s."currentPeriodEnd" AS end
    FROM subscriptions s JOIN users b ON b.id = s."userId" JOIN strategies t ON t.id = s."strategyId" JOIN users u ON u.id = t."providerId"
      LEFT JOIN connect_accounts c ON c."userId" = u.id
    WHERE s.status IN ('TRIALING', 'ACTIVE', 'PAST_DUE') AND s."stripeSubscriptionId" IS NOT NULL AND NOT s."cancelAtPeriodEnd"
      AND (s."renewalHeldAt" IS NOT NULL) = ${RENEWS} AND (NOT ${RENEWS} OR ${ARRIVES})
    ORDER BY s.id`);
  return rows.map(({ id, hold, suspended, end }) => ({
    stripeSubscriptionId: id,
    hold,
    suspended,
    currentPeriodEnd: end === null ? null : utcMs(end),
  }));
}

/** Subscriptions that pay into an account that their provider has replaced, with the one he can be paid by now. */
export async function renewalsGoneAstray(
  db: Db,
): Promise<{ readonly stripeSubscriptionId: string; readonly destination: string }[]> {
  return db.$queryRaw(Prisma.sql`
    SELECT s."stripeSubscriptionId", c."stripeAccountId" AS destination
    FROM subscriptions s JOIN strategies t ON t.id = s."strategyId" JOIN users u ON u.id = t."providerId"
      JOIN connect_accounts c ON c."userId" = u.id
    WHERE s.status IN ('TRIALING', 'ACTIVE', 'PAST_DUE', 'PAUSED') AND s."stripeSubscriptionId" IS NOT NULL
      AND s."paidTo" <> c."stripeAccountId" AND u."transfersActive"
    ORDER BY s.id`);
}

/**
 * What is not paid and is not to be: of suspended subscribers open checkouts and renewals that failed; of others checkouts whose provider cannot be
 * paid, or has another account by now than the one they lead to.
 */
export async function notToBePaid(db: Db): Promise<readonly { readonly id: string; readonly userId: string }[]> {
  return db.$queryRaw(Prisma.sql`
    SELECT s.id, s."userId"
    FROM subscriptions s JOIN users b ON b.id = s."userId" JOIN strategies t ON t.id = s."strategyId" JOIN users u ON u.id = t."providerId"
      LEFT JOIN connect_accounts c ON c."userId" = u.id
    WHERE NOT s."cancelAtPeriodEnd" AND (
      (s.status = 'PAST_DUE' AND b."bannedAt" IS NOT NULL)
      OR (s.status = 'PENDING' AND s."stripeSubscriptionId" IS NULL
        AND (b."bannedAt" IS NOT NULL OR (s."stripeCheckoutId" IS NOT NULL AND NOT (${PAYABLE} AND ${ARRIVES})))))
    ORDER BY s.id`);
}

/** Subscriptions to closed strategies that run on: one that ends with its period does not. */
export async function runningOnClosed(db: Db): Promise<{ readonly id: string; readonly userId: string }[]> {
  return db.subscription.findMany({
    where: {
      status: { notIn: ["CANCELLED", "EXPIRED"] },
      cancelAtPeriodEnd: false,
      strategy: { status: "ARCHIVED" },
    },
    select: { id: true, userId: true },
    orderBy: { id: "asc" },
  });
}
