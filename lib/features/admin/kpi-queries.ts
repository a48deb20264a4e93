import { Prisma, type Tx } from "@/lib/db/client";
import { PAID_SINCE, PAYING, RENEWING, recurringSum } from "@/lib/features/marketplace/recurring-queries";
import type { UtcMs } from "@/lib/kernel/time";

type Rows = Pick<Tx, "$queryRaw">;

export interface AccountCounts {
  readonly subscribers: number;
  readonly providers: number;
  readonly admins: number;
  readonly suspended: number;
  /** Tenants who registered since `since`, and how many of them ever had access to a strategy. */
  readonly registered: number;
  readonly activated: number;
}

export async function countAccounts(db: Rows, since: Date): Promise<AccountCounts> {
  return one(
    await db.$queryRaw<AccountCounts[]>(Prisma.sql`
    SELECT count(*) FILTER (WHERE role = 'SUBSCRIBER' AND "bannedAt" IS NULL)::int AS subscribers,
      count(*) FILTER (WHERE role = 'PROVIDER' AND "bannedAt" IS NULL)::int AS providers,
      count(*) FILTER (WHERE role = 'ADMIN' AND "bannedAt" IS NULL)::int AS admins,
      count(*) FILTER (WHERE "bannedAt" IS NOT NULL AND email NOT LIKE 'closed-%@invalid')::int AS suspended,
      count(*) FILTER (WHERE role <> 'ADMIN' AND "createdAt" >= ${since})::int AS registered,
      count(*) FILTER (WHERE role <> 'ADMIN' AND "createdAt" >= ${since}
        AND EXISTS (SELECT FROM subscriptions s WHERE s."userId" = users.id AND s."activatedAt" IS NOT NULL))::int AS activated
    FROM users`),
  );
}

export interface SubscriptionCounts {
  readonly paying: number;
  readonly free: number;
  readonly trialing: number;
  readonly pastDue: number;
  readonly paused: number;
  /** Those whose paid time began, or ended, since `since`: a free trial that nobody paid after is neither. */
  readonly started: number;
  readonly ended: number;
  /** Paid ones that ran at `since`, and how many of those have ended. */
  readonly before: number;
  readonly lost: number;
}

export async function countSubscriptions(db: Rows, since: Date): Promise<SubscriptionCounts> {
  return one(
    await db.$queryRaw<SubscriptionCounts[]>(Prisma.sql`
    SELECT count(*) FILTER (WHERE status = 'ACTIVE' AND paid)::int AS paying,
      count(*) FILTER (WHERE status = 'ACTIVE' AND NOT paid)::int AS free,
      count(*) FILTER (WHERE status = 'TRIALING')::int AS trialing,
      count(*) FILTER (WHERE status = 'PAST_DUE')::int AS "pastDue",
      count(*) FILTER (WHERE status = 'PAUSED')::int AS paused,
      count(*) FILTER (WHERE "paidSince" >= ${since})::int AS started,
      count(*) FILTER (WHERE "paidSince" IS NOT NULL AND "endedAt" >= ${since})::int AS ended,
      count(*) FILTER (WHERE "paidSince" < ${since} AND ("endedAt" IS NULL OR "endedAt" >= ${since}))::int AS before,
      count(*) FILTER (WHERE "paidSince" < ${since} AND "endedAt" >= ${since})::int AS lost
    FROM (SELECT status, "priceAmount" > 0 AS paid, "endedAt", ${PAID_SINCE} AS "paidSince" FROM subscriptions b) s`),
  );
}

export interface RecurringRow {
  readonly what: "subscriptions" | "plans";
  readonly currency: string;
  /** Minor units a month. */
  readonly amount: bigint;
  readonly count: number;
}

/** What is paid again each month, by currency: subscriptions and platform plans that renew. A smaller plan that was chosen counts at its price. */
export async function recurring(db: Rows, now: UtcMs): Promise<readonly RecurringRow[]> {
  return db.$queryRaw<RecurringRow[]>(Prisma.sql`
    SELECT 'subscriptions' AS what, b."priceCurrency" AS currency, count(*)::int AS count, ${recurringSum(now)} AS amount
    FROM subscriptions b LEFT JOIN promotion_codes c ON c.id = b."promotionCodeId"
    WHERE ${PAYING} AND ${RENEWING} GROUP BY 2
    UNION ALL
    SELECT 'plans', "priceCurrency", count(*)::int, sum(coalesce("nextAmount", "priceAmount"))::bigint
    FROM plan_subscriptions WHERE status IN ('ACTIVE', 'PAST_DUE') AND NOT "cancelAtPeriodEnd" GROUP BY 2
    ORDER BY 1 DESC, 2`);
}

export interface SalesRow {
  readonly currency: string;
  readonly gmv: bigint;
  readonly plans: bigint;
  readonly providers: bigint;
  readonly platform: bigint;
  readonly processing: bigint;
  readonly refunded: bigint;
}

/**
 * What the ledger booked in [since, now), by currency in minor units, without tax; shares are what was left after refunds and disputes. An affiliate's
 * money becomes payable when it is sent to his account, but it is no share of a sale.
 */
export async function booked(db: Rows, since: Date, now: Date): Promise<readonly SalesRow[]> {
  return db.$queryRaw<SalesRow[]>(Prisma.sql`
    SELECT currency,
      coalesce(sum(charged) FILTER (WHERE kind = 'split' AND "ofStrategy"), 0)::bigint AS gmv,
      coalesce(sum(charged) FILTER (WHERE kind = 'split' AND NOT "ofStrategy"), 0)::bigint AS plans,
      coalesce(sum(providers) FILTER (WHERE kind <> 'affiliate_transfer'), 0)::bigint AS providers, sum(platform)::bigint AS platform, sum(processing)::bigint AS processing,
      coalesce(sum(taken) FILTER (WHERE kind IN ('refund', 'refund_failed')), 0)::bigint AS refunded
    FROM (
      SELECT j.currency, j.kind, bool_or(e.account = 'PROVIDER_PAYABLE') AS "ofStrategy",
        coalesce(sum(e.amount) FILTER (WHERE e.account IN ('CUSTOMER_RECEIPTS', 'TAX')), 0) AS charged,
        coalesce(-sum(e.amount) FILTER (WHERE e.account = 'PROVIDER_PAYABLE'), 0) AS providers,
        coalesce(-sum(e.amount) FILTER (WHERE e.account = 'PLATFORM_FEE'), 0) AS platform,
        coalesce(sum(e.amount) FILTER (WHERE e.account = 'PROCESSING_FEE'), 0) AS processing,
        coalesce(-sum(e.amount) FILTER (WHERE e.account IN ('STRIPE_BALANCE', 'TAX') AND e."userId" IS NULL), 0) AS taken
      FROM journals j JOIN journal_entries e ON e."journalId" = j.id
      WHERE j.at >= ${since} AND j.at < ${now} GROUP BY j.id
    ) each_journal GROUP BY 1 ORDER BY 1`);
}

export interface TradingCounts {
  readonly strategiesActive: number;
  readonly strategiesPaid: number;
  readonly positionsPaper: number;
  readonly positionsLive: number;
  readonly followsNotify: number;
  readonly followsPaper: number;
  readonly followsLive: number;
}

export async function countTrading(db: Rows): Promise<TradingCounts> {
  return one(
    await db.$queryRaw<TradingCounts[]>(Prisma.sql`
    SELECT * FROM
      (SELECT count(*)::int AS "strategiesActive", count(*) FILTER (WHERE "priceAmount" > 0)::int AS "strategiesPaid"
        FROM strategies WHERE status = 'ACTIVE') s,
      (SELECT count(*) FILTER (WHERE mode = 'PAPER')::int AS "positionsPaper", count(*) FILTER (WHERE mode = 'LIVE')::int AS "positionsLive"
        FROM positions WHERE state = 'OPEN') p,
      (SELECT count(*) FILTER (WHERE mode = 'NOTIFY')::int AS "followsNotify", count(*) FILTER (WHERE mode = 'PAPER')::int AS "followsPaper",
        count(*) FILTER (WHERE mode = 'LIVE')::int AS "followsLive" FROM follows) f`),
  );
}

/** The only row of a count over all. */
function one<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("a count without a row");
  return row;
}
