import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { closedAddress } from "@/lib/features/accounts/user";
import { minor } from "@/lib/kernel/money";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { ConnectState, PaymentEvent } from "@/lib/ports/payments";
import type { Journal } from "./journal.ts";
import type { ChargeParties } from "./journals-of-charge.ts";

export type { Tx };

type Reader = Db | Tx;

export interface ClaimedEvent {
  readonly id: string;
  readonly objectId: string;
  readonly objectType: string;
  readonly account: string | null;
  readonly attempts: number;
}

/** False: the event is here already. */
export async function insertEvent(db: Reader, event: PaymentEvent, now: UtcMs, due: boolean): Promise<boolean> {
  const { count } = await db.stripeEvent.createMany({
    data: [
      {
        id: event.id,
        type: event.type,
        account: event.account,
        objectId: event.objectId,
        objectType: event.objectType,
        livemode: event.livemode,
        payload: JSON.parse(JSON.stringify(event.payload)) as Prisma.InputJsonObject,
        receivedAt: new Date(now),
        dueAt: due ? new Date(now) : null,
        processedAt: due ? null : new Date(now),
      },
    ],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Takes due events for a while. Rows that another worker holds are passed over. */
export async function claimEvents(db: Reader, now: UtcMs, until: UtcMs, limit: number): Promise<ClaimedEvent[]> {
  return db.$queryRaw<ClaimedEvent[]>(Prisma.sql`
    UPDATE stripe_events SET attempts = attempts + 1, "dueAt" = ${new Date(until)}
    WHERE id IN (
      SELECT id FROM stripe_events
      WHERE "processedAt" IS NULL AND "deadAt" IS NULL AND "dueAt" <= ${new Date(now)}
      ORDER BY "dueAt", id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id, "objectId", "objectType", account, attempts`);
}

export async function markProcessed(db: Reader, ids: readonly string[], now: UtcMs): Promise<void> {
  await db.stripeEvent.updateMany({
    where: { id: { in: [...ids] } },
    data: { processedAt: new Date(now), dueAt: null, error: null },
  });
}

export async function markFailed(
  db: Reader,
  id: string,
  error: string,
  next: { dueAt: UtcMs } | { deadAt: UtcMs },
): Promise<void> {
  await db.stripeEvent.update({
    where: { id },
    data: {
      error: error.slice(0, 500),
      ...("dueAt" in next ? { dueAt: new Date(next.dueAt) } : { dueAt: null, deadAt: new Date(next.deadAt) }),
    },
  });
}

/** Does `work` while nobody else reads or changes this object at the payment service: no transaction is open while it is asked. */
export function whileLocked<T>(db: Db, objectId: string, work: () => Promise<T>): Promise<T> {
  return db.exclusively(`stripe:${objectId}`, work);
}

/** Posts a journal with its entries. False: it was posted before. */
export async function postJournal(
  tx: Tx,
  ids: { journal: string; entry: () => string },
  journal: Journal,
  strategyId: string | null,
): Promise<boolean> {
  const { count } = await tx.journal.createMany({
    data: [
      {
        id: ids.journal,
        objectId: journal.objectId,
        kind: journal.kind,
        at: new Date(journal.at),
        currency: journal.currency,
        memo: journal.memo,
        chargeId: journal.chargeId,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return false;
  await tx.journalEntry.createMany({
    data: journal.entries.map((entry) => ({
      id: ids.entry(),
      journalId: ids.journal,
      account: entry.account,
      userId: entry.userId,
      strategyId,
      amount: BigInt(entry.amount),
    })),
  });
  return true;
}

/** False: it stands in the list already. */
export async function insertTransaction(tx: Tx, row: Prisma.TransactionUncheckedCreateInput): Promise<boolean> {
  const { count } = await tx.transaction.createMany({ data: [row], skipDuplicates: true });
  return count === 1;
}

export async function markTransaction(tx: Tx, stripeObjectId: string, status: string): Promise<void> {
  await tx.transaction.updateMany({ where: { stripeObjectId, status: { not: status } }, data: { status } });
}

/** How a payment stands in the list that somebody marked as paid at the service: no money has come, as far as is known. */
export const PAID_OUTSIDE = "PAID_OUTSIDE";

/** Those of `invoiceIds` that no row of the subscriber's list stands for, or one without its money. */
export async function findUnbooked(db: Reader, invoiceIds: readonly string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT id FROM unnest(${[...invoiceIds]}::text[]) AS id
    WHERE NOT EXISTS (SELECT FROM transactions t WHERE t."stripeObjectId" = id AND t.status <> ${PAID_OUTSIDE})`);
  return rows.map((row) => row.id);
}

export interface PaidSubscriptionOwner {
  /** Null for a plan. */
  readonly subscriptionId: string | null;
  readonly userId: string;
  readonly strategyId: string | null;
  /** What was bought, as the invoice list names it. */
  readonly title: string;
  /** Null for a plan: all of it is the platform's. */
  readonly providerId: string | null;
}

/** Whose subscription an invoice is for: by the service's subscription, else by our id in its metadata. */
export async function findOwner(
  db: Reader,
  paid: { paidSubscriptionId: string | null; subscriptionId: string | null; planSubscriptionId: string | null },
): Promise<PaidSubscriptionOwner | null> {
  const select = {
    id: true,
    userId: true,
    strategyId: true,
    strategy: { select: { name: true, providerId: true } },
  } as const;
  const linked =
    paid.paidSubscriptionId === null
      ? null
      : await db.subscription.findUnique({ where: { stripeSubscriptionId: paid.paidSubscriptionId }, select });
  const row =
    linked ??
    (paid.subscriptionId === null
      ? null
      : await db.subscription.findUnique({ where: { id: paid.subscriptionId }, select }));
  if (row === null) return findPlanOwner(db, paid);
  return {
    subscriptionId: row.id,
    userId: row.userId,
    strategyId: row.strategyId,
    title: row.strategy.name,
    providerId: row.strategy.providerId,
  };
}

async function findPlanOwner(
  db: Reader,
  paid: { paidSubscriptionId: string | null; planSubscriptionId: string | null },
): Promise<PaidSubscriptionOwner | null> {
  const { paidSubscriptionId, planSubscriptionId } = paid;
  const rows = await db.planSubscription.findMany({
    where: {
      OR: [
        ...(paidSubscriptionId === null ? [] : [{ stripeSubscriptionId: paidSubscriptionId }]),
        ...(planSubscriptionId === null ? [] : [{ id: planSubscriptionId }]),
      ],
    },
    select: { userId: true, stripeSubscriptionId: true },
  });
  const row = rows.find((each) => each.stripeSubscriptionId === paidSubscriptionId) ?? rows[0];
  return row === undefined
    ? null
    : { subscriptionId: null, userId: row.userId, strategyId: null, title: "Platform plan", providerId: null };
}

/** The journal of a charge that was posted: who is behind it. */
export async function findChargeParties(
  db: Reader,
  chargeId: string,
): Promise<(ChargeParties & { readonly strategyId: string | null }) | null> {
  const split = await db.journal.findUnique({
    where: { objectId_kind: { objectId: chargeId, kind: "split" } },
    include: { entries: true },
  });
  const subscriber = split?.entries.find((entry) => entry.account === "CUSTOMER_RECEIPTS");
  const provider = split?.entries.find((entry) => entry.account === "PROVIDER_PAYABLE");
  if (subscriber?.userId == null) return null;
  const tax = minor(-Number(split?.entries.find((entry) => entry.account === "TAX")?.amount ?? 0n));
  const share = minor(-Number(provider?.amount ?? 0n));
  return {
    subscriberId: subscriber.userId,
    providerId: provider?.userId ?? null,
    strategyId: subscriber.strategyId,
    ...(tax === 0 ? {} : { taxed: { tax, share } }),
  };
}

/**
 * Of a journal `j` of a taxed charge: not a refund that somebody made at the service by hand, which takes nobody's share. Ours say what of them is
 * tax, be it 0.
 */
export const takesShare = Prisma.sql`(j.kind NOT IN ('refund', 'refund_failed')
  OR EXISTS (SELECT FROM journal_entries t WHERE t."journalId" = j.id AND t.account = 'TAX'))`;

/**
 * Taxed charges that are not at rest: tax lies in a provider's balance, or his part of a refund was not taken yet, because his balance was too small or somebody died.
 */
export async function unsettledTaxed(db: Reader): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    WITH taxed AS (
      SELECT DISTINCT j."chargeId" FROM journals j JOIN journal_entries e ON e."journalId" = j.id
      WHERE e.account = 'TAX' AND e."userId" IS NOT NULL AND j."chargeId" IS NOT NULL
    )
    SELECT taxed."chargeId" AS id FROM taxed
      JOIN journals j ON j."chargeId" = taxed."chargeId" JOIN journal_entries e ON e."journalId" = j.id
    GROUP BY 1
    HAVING coalesce(sum(e.amount) FILTER (WHERE e.account = 'TAX' AND e."userId" IS NOT NULL), 0) <> 0
      OR coalesce(sum(e.amount) FILTER (WHERE e.account = 'REFUNDS' AND ${takesShare}), 0) > 0
    ORDER BY 1`);
  return rows.map((row) => row.id);
}

export async function findSubscriptionByCheckout(db: Reader, checkoutId: string): Promise<string | null> {
  const row = await db.subscription.findUnique({ where: { stripeCheckoutId: checkoutId }, select: { id: true } });
  return row?.id ?? null;
}

export async function findConnectAccount(db: Reader, userId: string) {
  return db.connectAccount.findUnique({ where: { userId } });
}

/** Whose account it is, or was before he set up another. */
export async function findProviderOf(db: Reader, stripeAccountId: string): Promise<string | null> {
  const of = { where: { stripeAccountId }, select: { userId: true } } as const;
  const row = (await db.connectAccount.findUnique(of)) ?? (await db.formerConnectAccount.findUnique(of));
  return row?.userId ?? null;
}

/** Every account that was ever connected, with whose it is, as a table (`stripeAccountId`, `userId`). */
export const allAccounts = Prisma.sql`(SELECT "stripeAccountId", "userId" FROM connect_accounts
  UNION ALL SELECT "stripeAccountId", "userId" FROM former_connect_accounts)`;

/** Keeps what a provider disconnected as a former account, and makes room for the next; not where it is another by now. */
export async function retireConnectAccount(tx: Tx, userId: string, stripeAccountId: string, now: UtcMs): Promise<void> {
  const { count } = await tx.connectAccount.deleteMany({ where: { userId, stripeAccountId } });
  if (count === 1) await tx.formerConnectAccount.create({ data: { stripeAccountId, userId, endedAt: new Date(now) } });
}

export async function insertConnectAccount(tx: Tx, userId: string, state: ConnectState, now: UtcMs): Promise<void> {
  const { accountId, due, ...rest } = state;
  await tx.connectAccount.createMany({
    data: [
      {
        userId,
        stripeAccountId: accountId,
        ...rest,
        due: [...due],
        createdAt: new Date(now),
        updatedAt: new Date(now),
      },
    ],
    skipDuplicates: true,
  });
}

/** Writes what Stripe says of an account, and what a sale asks for beside the user. @returns what was before, or null when all is the same */
export async function saveConnectState(
  tx: Tx,
  userId: string,
  state: ConnectState,
  now: UtcMs,
): Promise<{ transfersActive: boolean; payoutsEnabled: boolean } | null> {
  const before = await tx.connectAccount.findUniqueOrThrow({ where: { userId } });
  const after = {
    country: state.country,
    transfersActive: state.transfersActive,
    payoutsEnabled: state.payoutsEnabled,
    detailsSubmitted: state.detailsSubmitted,
    due: [...state.due],
  };
  await tx.user.update({ where: { id: userId }, data: { transfersActive: state.transfersActive } });
  const same =
    before.country === after.country &&
    before.transfersActive === after.transfersActive &&
    before.payoutsEnabled === after.payoutsEnabled &&
    before.detailsSubmitted === after.detailsSubmitted &&
    before.due.join() === after.due.join();
  if (same) return null;
  await tx.connectAccount.update({ where: { userId }, data: { ...after, updatedAt: new Date(now) } });
  return before;
}

/** Subscriptions and checkouts that Stripe may know more of than we do. */
export async function findOpenAtStripe(
  db: Reader,
  pendingBefore: UtcMs,
): Promise<{ paidIds: string[]; checkouts: { subscriptionId: string; checkoutId: string | null }[] }> {
  const paid = await db.subscription.findMany({
    where: { stripeSubscriptionId: { not: null }, status: { notIn: ["CANCELLED", "EXPIRED"] } },
    select: { stripeSubscriptionId: true },
  });
  const pending = await db.subscription.findMany({
    where: { status: "PENDING", stripeSubscriptionId: null, createdAt: { lt: new Date(pendingBefore) } },
    select: { id: true, stripeCheckoutId: true },
  });
  return {
    paidIds: paid.flatMap((row) => row.stripeSubscriptionId ?? []),
    checkouts: pending.map((row) => ({ subscriptionId: row.id, checkoutId: row.stripeCheckoutId })),
  };
}

export async function connectAccountIds(db: Reader): Promise<string[]> {
  const rows = await db.connectAccount.findMany({ select: { stripeAccountId: true } });
  return rows.map((row) => row.stripeAccountId);
}

/** When an event came last by any way, or null: the sweep asks from there on. */
export async function newestEventAt(db: Reader): Promise<UtcMs | null> {
  const row = await db.stripeEvent.findFirst({ orderBy: { receivedAt: "desc" }, select: { receivedAt: true } });
  return row === null ? null : utcMs(row.receivedAt);
}

/** Providers whose accounts can be paid out, in a fixed order. Not who is suspended; who closed his account himself still gets what is his. */
export async function payableProviders(db: Reader): Promise<string[]> {
  const rows = await db.connectAccount.findMany({
    where: { payoutsEnabled: true },
    select: { userId: true, user: { select: { bannedAt: true, email: true } } },
    orderBy: { userId: "asc" },
  });
  return rows.flatMap(({ userId, user: { bannedAt, email } }) =>
    bannedAt === null || email === closedAddress(userId) ? [userId] : [],
  );
}
