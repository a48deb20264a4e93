import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { invariant } from "@/lib/kernel/errors";
import { minor } from "@/lib/kernel/money";
import type { PlatformPlan } from "@/lib/kernel/platform-plan";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { PaidPlan } from "@/lib/ports/plan-payments";
import type { PlanSubscription } from "./plan-subscription.ts";

export type { Tx };
export type Reader = Db | Tx;

const LIVING = { notIn: ["CANCELLED", "EXPIRED"] } satisfies Prisma.EnumSubscriptionStatusFilter;

function toPlan(row: Prisma.PlanSubscriptionGetPayload<object>): PlanSubscription {
  const { nextPlan, nextAmount, nextAt, ...rest } = row;
  return {
    ...rest,
    plan: paid(row.plan),
    boughtPlan: paid(row.boughtPlan),
    priceAmount: minor(row.priceAmount),
    next:
      nextPlan === null || nextAmount === null || nextAt === null
        ? null
        : { plan: paid(nextPlan), amount: minor(nextAmount), at: utcMs(nextAt) },
    currentPeriodEnd: ms(row.currentPeriodEnd),
    pastDueSince: ms(row.pastDueSince),
    upgradedAt: ms(row.upgradedAt),
    moneyBackAt: ms(row.moneyBackAt),
    moneyBackDoneAt: ms(row.moneyBackDoneAt),
    createdAt: utcMs(row.createdAt),
    activatedAt: ms(row.activatedAt),
    endedAt: ms(row.endedAt),
  };
}

function paid(plan: PlatformPlan): PaidPlan {
  invariant(plan !== "TRIAL", "a trial is never paid for");
  return plan;
}

function ms(at: Date | null): UtcMs | null {
  return at === null ? null : utcMs(at);
}

function date(at: UtcMs | null): Date | null {
  return at === null ? null : new Date(at);
}

/** The one that is not over. */
export async function findLiving(db: Reader, userId: string): Promise<PlanSubscription | null> {
  const row = await db.planSubscription.findFirst({ where: { userId, status: LIVING } });
  return row === null ? null : toPlan(row);
}

/** The living one, held until the transaction ends. */
export async function lockLiving(tx: Tx, userId: string): Promise<PlanSubscription | null> {
  await tx.$queryRaw(
    Prisma.sql`SELECT 1 FROM plan_subscriptions WHERE "userId" = ${userId} AND status NOT IN ('CANCELLED', 'EXPIRED') FOR UPDATE`,
  );
  return findLiving(tx, userId);
}

export async function lockById(tx: Tx, id: string): Promise<PlanSubscription | null> {
  await tx.$queryRaw(Prisma.sql`SELECT 1 FROM plan_subscriptions WHERE id = ${id} FOR UPDATE`);
  const row = await tx.planSubscription.findUnique({ where: { id } });
  return row === null ? null : toPlan(row);
}

/** Does `work` while nobody else reads or changes this subscription at the payment service: no transaction is open while it is asked. */
export function whilePaidLocked<T>(db: Db, paidSubscriptionId: string, work: () => Promise<T>): Promise<T> {
  return db.exclusively(`stripe:${paidSubscriptionId}`, work);
}

/** By the service's subscription, else by our id in its metadata. */
export async function findIdByPaid(
  db: Reader,
  named: { readonly id: string | null; readonly planSubscriptionId: string | null },
): Promise<string | null> {
  const { id: stripeSubscriptionId, planSubscriptionId: id } = named;
  const or = [...(stripeSubscriptionId === null ? [] : [{ stripeSubscriptionId }]), ...(id === null ? [] : [{ id }])];
  if (or.length === 0) return null;
  const rows = await db.planSubscription.findMany({
    where: { OR: or },
    select: { id: true, stripeSubscriptionId: true },
  });
  const linked = rows.find((row) => row.stripeSubscriptionId === stripeSubscriptionId) ?? rows[0];
  return linked?.id ?? null;
}

/** False: the user has a living one already (the partial unique index decides, also in parallel). */
export async function insertPlan(
  db: Reader,
  row: { id: string; userId: string; plan: PaidPlan; amount: number; currency: string; now: UtcMs },
): Promise<boolean> {
  const { id, userId, plan, amount, currency, now } = row;
  const { count } = await db.planSubscription.createMany({
    data: [
      {
        id,
        userId,
        plan,
        boughtPlan: plan,
        status: "PENDING",
        priceAmount: amount,
        priceCurrency: currency,
        createdAt: new Date(now),
      },
    ],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Writes what has changed of a row; what is not named stays. */
export async function savePlan(
  db: Reader,
  id: string,
  changes: Partial<Omit<PlanSubscription, "id" | "userId" | "createdAt">>,
): Promise<void> {
  const {
    next,
    currentPeriodEnd,
    pastDueSince,
    upgradedAt,
    moneyBackAt,
    moneyBackDoneAt,
    activatedAt,
    endedAt,
    ...rest
  } = changes;
  await db.planSubscription.update({
    where: { id },
    data: {
      ...rest,
      ...(next === undefined
        ? {}
        : { nextPlan: next?.plan ?? null, nextAmount: next?.amount ?? null, nextAt: date(next?.at ?? null) }),
      ...(currentPeriodEnd === undefined ? {} : { currentPeriodEnd: date(currentPeriodEnd) }),
      ...(pastDueSince === undefined ? {} : { pastDueSince: date(pastDueSince) }),
      ...(upgradedAt === undefined ? {} : { upgradedAt: date(upgradedAt) }),
      ...(moneyBackAt === undefined ? {} : { moneyBackAt: date(moneyBackAt) }),
      ...(moneyBackDoneAt === undefined ? {} : { moneyBackDoneAt: date(moneyBackDoneAt) }),
      ...(activatedAt === undefined ? {} : { activatedAt: date(activatedAt) }),
      ...(endedAt === undefined ? {} : { endedAt: date(endedAt) }),
    },
  });
}

/** Whether the user took the money back of any plan before. */
export async function hadMoneyBack(db: Reader, userId: string): Promise<boolean> {
  return (await db.planSubscription.count({ where: { userId, moneyBackAt: { not: null } } })) > 0;
}

/** Rows that time alone may move: a smaller plan that waits, a failed renewal. */
export async function findMoving(db: Reader, limit: number): Promise<PlanSubscription[]> {
  const rows = await db.planSubscription.findMany({
    where: { status: LIVING, OR: [{ nextPlan: { not: null } }, { status: "PAST_DUE" }] },
    orderBy: { createdAt: "asc" },
    take: limit,
  });
  return rows.map(toPlan);
}

/** Living plans of suspended users that would go on: one that ends with its period does not. */
export async function findOfSuspended(db: Reader): Promise<PlanSubscription[]> {
  const rows = await db.planSubscription.findMany({
    where: { status: LIVING, cancelAtPeriodEnd: false, user: { bannedAt: { not: null } } },
    orderBy: { id: "asc" },
  });
  return rows.map(toPlan);
}

/** Money backs that were asked for and are not done. */
export async function findMoneyBacks(db: Reader, limit: number): Promise<PlanSubscription[]> {
  const rows = await db.planSubscription.findMany({
    where: { moneyBackAt: { not: null }, moneyBackDoneAt: null },
    orderBy: { createdAt: "asc" },
    take: limit,
  });
  return rows.map(toPlan);
}

/** What may be different at the service: running ones, and checkouts that nobody came back from. */
export async function findOpenPlans(
  db: Reader,
  pendingBefore: UtcMs,
): Promise<{ paidIds: string[]; checkouts: { id: string; checkoutId: string | null }[] }> {
  const rows = await db.planSubscription.findMany({
    where: { status: LIVING },
    select: { id: true, stripeSubscriptionId: true, stripeCheckoutId: true, createdAt: true },
  });
  return {
    paidIds: rows.flatMap((row) => row.stripeSubscriptionId ?? []),
    checkouts: rows
      .filter((row) => row.stripeSubscriptionId === null && utcMs(row.createdAt) < pendingBefore)
      .map((row) => ({ id: row.id, checkoutId: row.stripeCheckoutId })),
  };
}

export async function findByCheckout(db: Reader, stripeCheckoutId: string): Promise<string | null> {
  const row = await db.planSubscription.findUnique({ where: { stripeCheckoutId }, select: { id: true } });
  return row?.id ?? null;
}
