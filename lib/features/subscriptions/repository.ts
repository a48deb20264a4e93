import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { minor } from "@/lib/kernel/money";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Subscription } from "./subscription.ts";

type Row = Prisma.SubscriptionGetPayload<object>;

export type { Tx };

type Reader = Db | Tx;

export function toSubscription(row: Row): Subscription {
  return {
    id: row.id,
    userId: row.userId,
    strategyId: row.strategyId,
    status: row.status,
    priceAmount: minor(row.priceAmount),
    priceCurrency: row.priceCurrency,
    interval: row.interval,
    stripeCheckoutId: row.stripeCheckoutId,
    checkoutUrl: row.checkoutUrl,
    promotionCodeId: row.promotionCodeId,
    stripeSubscriptionId: row.stripeSubscriptionId,
    paidTo: row.paidTo,
    currentPeriodEnd: ms(row.currentPeriodEnd),
    trialEndsAt: ms(row.trialEndsAt),
    cancelAtPeriodEnd: row.cancelAtPeriodEnd,
    pastDueSince: ms(row.pastDueSince),
    renewalHeldAt: ms(row.renewalHeldAt),
    accessOpen: row.accessOpen,
    createdAt: utcMs(row.createdAt),
    activatedAt: ms(row.activatedAt),
    endedAt: ms(row.endedAt),
    accessEndedAt: ms(row.accessEndedAt),
  };
}

export function ms(date: Date | null): UtcMs | null {
  return date === null ? null : utcMs(date);
}

export function date(at: UtcMs | null): Date | null {
  return at === null ? null : new Date(at);
}

/** What a sale needs to know of a strategy and of who sells it. */
export async function findForSale(db: Reader, strategyId: string) {
  return db.strategy.findUnique({
    where: { id: strategyId },
    select: {
      id: true,
      slug: true,
      name: true,
      status: true,
      isPublic: true,
      providerId: true,
      priceAmount: true,
      priceCurrency: true,
      yearlyAmount: true,
      trialDays: true,
      provider: {
        select: { transfersActive: true, bannedAt: true, connectAccount: { select: { stripeAccountId: true } } },
      },
    },
  });
}

/** Whether the payment service and we let a provider be paid. */
export function canBePaid(provider: { readonly transfersActive: boolean; readonly bannedAt: Date | null }): boolean {
  return provider.transfersActive && provider.bannedAt === null;
}

export async function findLive(db: Reader, userId: string, strategyId: string): Promise<Subscription | null> {
  const row = await db.subscription.findFirst({
    where: { userId, strategyId, status: { notIn: ["CANCELLED", "EXPIRED"] } },
  });
  return row === null ? null : toSubscription(row);
}

export async function findOwn(db: Reader, userId: string, id: string): Promise<Subscription | null> {
  const row = await db.subscription.findFirst({ where: { id, userId } });
  return row === null ? null : toSubscription(row);
}

async function findById(db: Reader, id: string): Promise<Subscription | null> {
  const row = await db.subscription.findUnique({ where: { id } });
  return row === null ? null : toSubscription(row);
}

/** The row, held until the transaction ends: two writers of one subscription take turns. */
export async function lockById(tx: Tx, id: string): Promise<Subscription | null> {
  await tx.$queryRaw(Prisma.sql`SELECT 1 FROM subscriptions WHERE id = ${id} FOR UPDATE`);
  return findById(tx, id);
}

export async function findIdByPaid(
  db: Reader,
  paid: { id: string; subscriptionId: string | null },
): Promise<string | null> {
  const linked = await db.subscription.findUnique({ where: { stripeSubscriptionId: paid.id }, select: { id: true } });
  if (linked !== null) return linked.id;
  if (paid.subscriptionId === null) return null;
  const named = await db.subscription.findUnique({ where: { id: paid.subscriptionId }, select: { id: true } });
  return named?.id ?? null;
}

/** Inserts a live subscription, or null when the user has one already (the partial unique index decides, also in parallel). */
export async function insertSubscription(
  tx: Tx,
  row: Pick<
    Subscription,
    | "id"
    | "userId"
    | "strategyId"
    | "status"
    | "accessOpen"
    | "priceAmount"
    | "priceCurrency"
    | "interval"
    | "createdAt"
    | "activatedAt"
  >,
): Promise<boolean> {
  const { count } = await tx.subscription.createMany({
    data: [{ ...row, createdAt: new Date(row.createdAt), activatedAt: date(row.activatedAt) }],
    skipDuplicates: true,
  });
  return count === 1;
}

export async function saveCheckout(
  db: Reader,
  id: string,
  checkout: {
    id: string;
    url: string | null;
    /** The connected account that it pays. */
    destination: string;
    priceAmount: number;
    priceCurrency: string;
    interval: Subscription["interval"];
    promotionCodeId: string | null;
  },
): Promise<void> {
  await db.subscription.updateMany({
    where: { id, status: "PENDING" },
    data: {
      stripeCheckoutId: checkout.id,
      checkoutUrl: checkout.url,
      paidTo: checkout.destination,
      priceAmount: checkout.priceAmount,
      priceCurrency: checkout.priceCurrency,
      interval: checkout.interval,
      promotionCodeId: checkout.promotionCodeId,
    },
  });
}

export async function saveTerms(
  tx: Tx,
  id: string,
  terms: Pick<
    Subscription,
    | "status"
    | "stripeSubscriptionId"
    | "currentPeriodEnd"
    | "trialEndsAt"
    | "cancelAtPeriodEnd"
    | "pastDueSince"
    | "renewalHeldAt"
    | "accessOpen"
    | "activatedAt"
    | "endedAt"
    | "accessEndedAt"
    | "checkoutUrl"
  >,
): Promise<void> {
  await tx.subscription.update({
    where: { id },
    data: {
      status: terms.status,
      stripeSubscriptionId: terms.stripeSubscriptionId,
      checkoutUrl: terms.checkoutUrl,
      cancelAtPeriodEnd: terms.cancelAtPeriodEnd,
      accessOpen: terms.accessOpen,
      currentPeriodEnd: date(terms.currentPeriodEnd),
      trialEndsAt: date(terms.trialEndsAt),
      pastDueSince: date(terms.pastDueSince),
      renewalHeldAt: date(terms.renewalHeldAt),
      activatedAt: date(terms.activatedAt),
      endedAt: date(terms.endedAt),
      accessEndedAt: date(terms.accessEndedAt),
    },
  });
}

/** Where its payments go, as it was just read: nobody is told of it. */
export async function savePaidTo(tx: Tx, id: string, paidTo: string | null): Promise<void> {
  if (paidTo === null) return;
  await tx.subscription.updateMany({
    where: { id, OR: [{ paidTo: null }, { paidTo: { not: paidTo } }] },
    data: { paidTo },
  });
}

/** Access was closed in [from, to) and is open again. Twice the same moment is no stretch. */
export async function insertGap(tx: Tx, subscriptionId: string, from: UtcMs, to: UtcMs): Promise<void> {
  if (from >= to) return;
  await tx.accessGap.create({ data: { subscriptionId, from: new Date(from), to: new Date(to) } });
}

/** A subscription's gaps, oldest first: for `include`. */
export const WITH_GAPS = { gaps: { orderBy: { from: "asc" } } } as const;

/** When the access that runs now began: after the last gap. */
export function accessSince(row: Row & { readonly gaps: readonly { readonly to: Date }[] }): UtcMs {
  return utcMs(row.gaps.at(-1)?.to ?? row.activatedAt ?? row.createdAt);
}

export async function saveCancelReason(db: Reader, id: string, reason: string): Promise<void> {
  await db.subscription.update({ where: { id }, data: { cancelReason: reason } });
}

/** Keeps the list figure of a strategy: how many have access. Exact, because each change of access is one locked row. */
export async function countFollower(tx: Tx, strategyId: string, by: 1 | -1): Promise<void> {
  await tx.strategy.update({ where: { id: strategyId }, data: { followerCount: { increment: by } } });
}

/** Those whose access time has ended and whom nobody told yet. */
export async function findLapsed(db: Reader, now: UtcMs, pastDueBefore: UtcMs, limit: number): Promise<string[]> {
  // In plain SQL, so that the three partial indexes of wanted-state.sql fit: this is asked each second.
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT id FROM subscriptions
    WHERE ("accessOpen" AND "cancelAtPeriodEnd" AND "currentPeriodEnd" <= ${new Date(now)})
       OR ("accessOpen" AND "renewalHeldAt" IS NOT NULL AND "currentPeriodEnd" <= ${new Date(now)})
       OR ("accessOpen" AND status = 'PAST_DUE' AND "pastDueSince" <= ${new Date(pastDueBefore)})
    LIMIT ${limit}`);
  return rows.map((row) => row.id);
}

export async function findCustomer(
  db: Reader,
  userId: string,
): Promise<{ email: string; name: string; stripeCustomerId: string | null }> {
  return db.user.findUniqueOrThrow({
    where: { id: userId },
    select: { email: true, name: true, stripeCustomerId: true },
  });
}

/** The first one written stays: parallel writers got the same customer under the same key. */
export async function saveCustomer(
  db: Reader,
  userId: string,
  { from, to }: { readonly from: string | null; readonly to: string },
): Promise<void> {
  await db.user.updateMany({ where: { id: userId, stripeCustomerId: from }, data: { stripeCustomerId: to } });
}

export async function upsertFollow(
  tx: Tx,
  follow: {
    id: string;
    userId: string;
    strategyId: string;
    mode: "NOTIFY" | "PAPER" | "LIVE";
    /** The key that trades; of LIVE alone. */
    credentialId?: string;
    sizing: { type: "quote" | "equityPct" | "riskPct" | "units"; value: string } | null;
    limits: { maxTradeQuote?: string | undefined; maxOpenPositions?: number | undefined } | null;
    now: UtcMs;
  },
): Promise<{ id: string }> {
  const now = new Date(follow.now);
  const credential = follow.credentialId === undefined ? {} : { credentialId: follow.credentialId };
  const limits =
    follow.limits === null ? {} : { limits: JSON.parse(JSON.stringify(follow.limits)) as Prisma.InputJsonObject };
  return tx.follow.upsert({
    where: { userId_strategyId: { userId: follow.userId, strategyId: follow.strategyId } },
    create: {
      id: follow.id,
      userId: follow.userId,
      strategyId: follow.strategyId,
      mode: follow.mode,
      sizingType: follow.sizing?.type ?? "quote",
      sizingValue: follow.sizing?.value ?? "100",
      limits: {},
      createdAt: now,
      updatedAt: now,
      ...limits,
      ...credential,
    },
    update: {
      mode: follow.mode,
      // A choice made since a pause is not undone by its end.
      pausedMode: null,
      updatedAt: now,
      ...(follow.sizing === null ? {} : { sizingType: follow.sizing.type, sizingValue: follow.sizing.value }),
      ...limits,
      ...credential,
    },
    select: { id: true },
  });
}

/** How a user follows a strategy at this moment, held against a change until the transaction ends; null: not at all. */
export async function lockFollow(
  tx: Tx,
  userId: string,
  strategyId: string,
): Promise<{ readonly id: string; readonly mode: "NOTIFY" | "PAPER" | "LIVE" } | null> {
  const rows = await tx.$queryRaw<{ id: string; mode: "NOTIFY" | "PAPER" | "LIVE" }[]>(Prisma.sql`
    SELECT id, mode::text AS mode FROM follows WHERE "userId" = ${userId} AND "strategyId" = ${strategyId} FOR UPDATE`);
  return rows[0] ?? null;
}

/** null: not this user's. */
export async function ownFollow(tx: Tx, userId: string, id: string): Promise<{ readonly strategyId: string } | null> {
  return tx.follow.findFirst({ where: { id, userId }, select: { strategyId: true } });
}

/** A choice made since a pause is not undone by its end. */
export async function setMode(tx: Tx, id: string, mode: "NOTIFY" | "PAPER", at: UtcMs): Promise<void> {
  await tx.follow.update({ where: { id }, data: { mode, pausedMode: null, updatedAt: new Date(at) } });
}

/** Does `work` while nobody else reads this subscription at the payment service: no transaction is open while it is asked. */
export function whilePaidLocked<T>(db: Db, paidSubscriptionId: string, work: () => Promise<T>): Promise<T> {
  return db.exclusively(`stripe:${paidSubscriptionId}`, work);
}

export interface StoppedFollow {
  readonly id: string;
  readonly strategyId: string;
  /** It traded on its user's account until now: its end is on record. */
  readonly wasLive: boolean;
}

/** Sets every follow of a user to NOTIFY. @returns those that copied until now */
export async function notifyOnly(tx: Tx, userId: string, at: UtcMs): Promise<StoppedFollow[]> {
  return tx.$queryRaw<StoppedFollow[]>(Prisma.sql`
    WITH before AS (SELECT id, mode FROM follows WHERE "userId" = ${userId} FOR UPDATE)
    UPDATE follows f SET mode = 'NOTIFY', "pausedMode" = NULL, "updatedAt" = ${new Date(at)}
    FROM before WHERE before.id = f.id AND (f.mode <> 'NOTIFY' OR f."pausedMode" IS NOT NULL) RETURNING f.id, f."strategyId", before.mode = 'LIVE' AS "wasLive"`);
}

/** Sets aside every follow that copies. @returns those that copied until now */
export async function pauseFollows(tx: Tx, userId: string, at: UtcMs): Promise<StoppedFollow[]> {
  return tx.$queryRaw<StoppedFollow[]>(Prisma.sql`
    WITH before AS (SELECT id, mode FROM follows WHERE "userId" = ${userId} FOR UPDATE)
    UPDATE follows f SET "pausedMode" = f.mode, mode = 'NOTIFY', "updatedAt" = ${new Date(at)}
    FROM before WHERE before.id = f.id AND f.mode <> 'NOTIFY' RETURNING f.id, f."strategyId", before.mode = 'LIVE' AS "wasLive"`);
}

/** Brings paper copying back. Live is turned on at its own gate alone. @returns those that copy again */
export async function resumeFollows(tx: Tx, userId: string, at: UtcMs): Promise<{ id: string; strategyId: string }[]> {
  return tx.$queryRaw<{ id: string; strategyId: string }[]>(Prisma.sql`
    UPDATE follows SET mode = "pausedMode", "pausedMode" = NULL, "updatedAt" = ${new Date(at)}
    WHERE "userId" = ${userId} AND mode = 'NOTIFY' AND "pausedMode" = 'PAPER' RETURNING id, "strategyId"`);
}
