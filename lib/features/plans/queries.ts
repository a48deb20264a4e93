import { type Db, Prisma } from "@/lib/db/client";
import { PLAN_PRICES, type PlanLimits, type PlatformPlan } from "@/lib/kernel/platform-plan";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { PaidPlan } from "@/lib/ports/plan-payments";
import { findManagedPrice } from "./managed-repository.ts";
import { moneyBackUntil, type PlanSubscription } from "./plan-subscription.ts";
import { findByCheckout, findLiving, findMoneyBacks, findOpenPlans, hadMoneyBack } from "./repository.ts";

/** What a user pays the platform for, as its page shows it. Money in cents a month. */
export interface PlanView {
  readonly plan: PlatformPlan;
  /** When the trial of the platform ends; null: a plan is paid for, or it has no end. */
  readonly trialEndsAt: UtcMs | null;
  readonly status: PlanSubscription["status"] | null;
  readonly amount: number | null;
  /** The next payment, or the end. */
  readonly currentPeriodEnd: UtcMs | null;
  readonly endsThen: boolean;
  readonly next: PlanSubscription["next"];
  /** Until when one click gives Starter's money back; null: not at all. */
  readonly moneyBackUntil: UtcMs | null;
  /** It was taken, and is on its way. */
  readonly moneyComesBack: boolean;
  readonly prices: Readonly<Record<Exclude<PaidPlan, "MANAGED">, number>> & { readonly MANAGED: number | null };
  /** A request for Managed waits for its price. */
  readonly managedAsked: boolean;
}

export async function readPlan(db: Db, userId: string, now: UtcMs): Promise<PlanView> {
  const [user, living, had, managed, asked] = await Promise.all([
    db.user.findUniqueOrThrow({ where: { id: userId }, select: { plan: true, trialEndsAt: true } }),
    findLiving(db, userId),
    hadMoneyBack(db, userId),
    findManagedPrice(db, userId),
    db.managedRequest.count({ where: { userId, pricedAt: null } }),
  ]);
  const until = living === null ? null : moneyBackUntil(living, had);
  return {
    plan: user.plan,
    trialEndsAt: user.plan === "TRIAL" && user.trialEndsAt !== null ? utcMs(user.trialEndsAt) : null,
    status: living?.status ?? null,
    amount: living?.priceAmount ?? null,
    currentPeriodEnd: living?.currentPeriodEnd ?? null,
    endsThen: living?.cancelAtPeriodEnd ?? false,
    next: living?.next ?? null,
    moneyBackUntil: until !== null && now < until ? until : null,
    moneyComesBack: living !== null && living.moneyBackAt !== null && living.moneyBackDoneAt === null,
    prices: { STARTER: PLAN_PRICES.STARTER, PRO: PLAN_PRICES.PRO, MANAGED: managed?.amount ?? null },
    managedAsked: asked > 0,
  };
}

/** What of the counted limits is in use now, as their gates count: a session of one's own on a real account takes a place among the live ones too. */
export async function readUse(
  db: Pick<Db, "$queryRaw">,
  userId: string,
): Promise<Pick<PlanLimits, "exchanges" | "liveFollows" | "strategiesSold">> {
  const rows = await db.$queryRaw<{ exchanges: number; liveFollows: number; strategiesSold: number }[]>(Prisma.sql`
    SELECT
      (SELECT count(DISTINCT exchange)::int FROM api_keys WHERE "userId" = ${userId} AND status <> 'REVOKED') AS exchanges,
      (SELECT count(*)::int FROM follows WHERE "userId" = ${userId} AND mode = 'LIVE')
        + (SELECT count(*)::int FROM trading_sessions WHERE "userId" = ${userId} AND mode = 'LIVE' AND state = 'RUNNING') AS "liveFollows",
      (SELECT count(*)::int FROM strategies WHERE "providerId" = ${userId} AND status = 'ACTIVE' AND "priceAmount" > 0)
        AS "strategiesSold"`);
  return rows[0] ?? { exchanges: 0, liveFollows: 0, strategiesSold: 0 };
}

export interface ManagedRequestView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly message: string;
  readonly askedAt: UtcMs;
  readonly priceAmount: number | null;
}

/** Requests for Managed, the open ones first. */
export async function managedRequests(db: Db, limit: number): Promise<ManagedRequestView[]> {
  const rows = await db.managedRequest.findMany({
    orderBy: [{ pricedAt: { sort: "asc", nulls: "first" } }, { askedAt: "desc" }],
    take: limit,
    include: { user: { select: { name: true, email: true } } },
  });
  return rows.map(({ id, message, askedAt, priceAmount, user }) => ({
    id,
    message,
    priceAmount,
    askedAt: utcMs(askedAt),
    ...user,
  }));
}

/** What may be different at the service, for the sweep and the nightly look. */
export async function openPlans(db: Db, pendingBefore: UtcMs) {
  return findOpenPlans(db, pendingBefore);
}

export async function planByCheckout(db: Db, checkoutId: string): Promise<string | null> {
  return findByCheckout(db, checkoutId);
}

/** Money backs that were asked for and are not done. */
export async function waitingMoneyBacks(db: Db): Promise<PlanSubscription[]> {
  return findMoneyBacks(db, 100);
}

/** Plans of a user that run or wait to be paid: all but the ended ones. */
export async function countLivingPlans(db: Pick<Db, "planSubscription">, userId: string): Promise<number> {
  return db.planSubscription.count({ where: { userId, status: { notIn: ["CANCELLED", "EXPIRED"] } } });
}
