import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { invariant } from "@/lib/kernel/errors";
import { type Currency, isCurrency, type Minor, minor } from "@/lib/kernel/money";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { PaidPayout } from "@/lib/ports/payments";

export interface PayoutRow {
  readonly id: string;
  readonly userId: string;
  readonly stripeAccountId: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly status: "REQUESTED" | "SENT" | "PAID" | "FAILED" | "CANCELLED" | "REFUSED";
  readonly key: string;
  readonly requestedAt: UtcMs;
}

/** False: one waits to be sent already, or this month's stands. */
export async function insertPayout(
  tx: Tx,
  payout: Omit<PayoutRow, "status"> & { readonly by: "REQUEST" | "MONTHLY" },
): Promise<boolean> {
  const at = new Date(payout.requestedAt);
  const { count } = await tx.payout.createMany({
    data: [{ ...payout, status: "REQUESTED", requestedAt: at, updatedAt: at }],
    skipDuplicates: true,
  });
  return count === 1;
}

export async function findPayout(db: Db | Tx, id: string): Promise<PayoutRow | null> {
  const row = await db.payout.findUnique({ where: { id } });
  if (row === null) return null;
  const { currency } = row;
  invariant(isCurrency(currency), `payout ${id} is in ${currency}`);
  const { userId, stripeAccountId, status, key } = row;
  return {
    id,
    userId,
    stripeAccountId,
    amount: minor(row.amount),
    currency,
    status,
    key,
    requestedAt: utcMs(row.requestedAt),
  };
}

export async function hasKey(db: Db | Tx, key: string): Promise<boolean> {
  return (await db.payout.count({ where: { key } })) > 0;
}

export async function findPayoutByKey(
  db: Db,
  key: string,
): Promise<{ readonly id: string; readonly amount: number; readonly currency: string } | null> {
  return db.payout.findUnique({ where: { key }, select: { id: true, amount: true, currency: true } });
}

/** What waits to be sent since `before`: its sender died. */
export async function waitingPayouts(db: Db, before: UtcMs): Promise<string[]> {
  const rows = await db.payout.findMany({
    where: { status: "REQUESTED", requestedAt: { lt: new Date(before) } },
    select: { id: true },
    orderBy: { requestedAt: "asc" },
  });
  return rows.map((row) => row.id);
}

const STATUS = { PENDING: "SENT", PAID: "PAID", FAILED: "FAILED", CANCELLED: "CANCELLED" } as const;

/** Writes what the service says of a payout of ours. One that somebody made by hand has no row. @returns its new status, or null */
export async function savePayoutState(tx: Tx, payout: PaidPayout, now: UtcMs): Promise<string | null> {
  if (payout.payoutId === null) return null;
  const status = STATUS[payout.status];
  const row = { id: payout.payoutId, stripeAccountId: payout.accountId };
  const changed = await tx.payout.count({ where: { ...row, status: { not: status } } });
  await tx.payout.updateMany({
    where: row,
    data: {
      status,
      stripePayoutId: payout.id,
      failure: payout.failure,
      arrivesAt: new Date(payout.arrivesAt),
      updatedAt: new Date(now),
    },
  });
  return changed > 0 ? status : null;
}

export async function markRefused(tx: Tx, id: string, why: string, now: UtcMs): Promise<void> {
  await tx.payout.update({ where: { id }, data: { status: "REFUSED", failure: why, updatedAt: new Date(now) } });
}

/** Those of `payouts` that stand in the ledger (and our rows) as they are listed. */
export async function bookedPayouts(db: Db, payouts: readonly PaidPayout[]): Promise<Set<string>> {
  const ids = payouts.map((payout) => payout.id);
  const journals = await db.$queryRaw<{ objectId: string; kind: string }[]>(
    Prisma.sql`SELECT "objectId", kind FROM journals WHERE "objectId" = ANY(${ids}::text[])`,
  );
  const posted = new Set(journals.map((row) => `${row.objectId} ${row.kind}`));
  const rows = await db.payout.findMany({
    where: { stripePayoutId: { in: ids } },
    select: { stripePayoutId: true, status: true },
  });
  const known = new Map(rows.map((row) => [row.stripePayoutId, row.status]));
  const booked = payouts.filter((payout) => {
    const back = payout.status === "FAILED" || payout.status === "CANCELLED";
    const inLedger = posted.has(`${payout.id} payout`) && (!back || posted.has(`${payout.id} payout_failed`));
    return inLedger && (payout.payoutId === null || known.get(payout.id) === STATUS[payout.status]);
  });
  return new Set(booked.map((payout) => payout.id));
}

/** The newest month whose payments were made, and for whom it failed; null: none yet. */
export async function lastPayoutMonth(
  db: Db,
): Promise<{ readonly month: string; readonly waiting: readonly string[] } | null> {
  return db.payoutMonth.findFirst({ orderBy: { month: "desc" }, select: { month: true, waiting: true } });
}

export async function savePayoutMonth(db: Db, month: string, waiting: readonly string[], now: UtcMs): Promise<void> {
  const row = { waiting: [...waiting], at: new Date(now) };
  await db.payoutMonth.upsert({ where: { month }, create: { month, ...row }, update: row });
}
