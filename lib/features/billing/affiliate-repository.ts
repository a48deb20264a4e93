import { lockInTransaction } from "@/lib/db/advisory-lock";
import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { invariant } from "@/lib/kernel/errors";
import { type Currency, isCurrency, type Minor, minor } from "@/lib/kernel/money";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { SentTransfer } from "@/lib/ports/affiliate-payments";
import type { ChargeSums } from "./affiliate-share.ts";

type Reader = Db | Tx;

/** Holds what an affiliate has of a charge against everybody else who would change it, until the transaction ends. */
export async function lockShare(tx: Tx, chargeId: string): Promise<void> {
  await lockInTransaction(tx, `affiliate share:${chargeId}`);
}

/** What the books say of a charge, and of what an affiliate has of it; null: it is not booked. */
export async function chargeBooks(
  tx: Tx,
  chargeId: string,
): Promise<(ChargeSums & { readonly payerId: string; readonly paidAt: UtcMs; readonly share: number }) | null> {
  const [row] = await tx.$queryRaw<
    { payerId: string | null; paidAt: Date | null; fee: bigint; refunds: bigint; disputes: bigint; share: bigint }[]
  >(Prisma.sql`
    SELECT min(e."userId") FILTER (WHERE e.account = 'CUSTOMER_RECEIPTS') AS "payerId",
      min(j.at) FILTER (WHERE j.kind = 'payment') AS "paidAt",
      coalesce(-sum(e.amount) FILTER (WHERE e.account = 'PLATFORM_FEE' AND j.kind NOT IN ('affiliate_share', 'affiliate_back')), 0)::bigint AS fee,
      coalesce(sum(e.amount) FILTER (WHERE e.account = 'REFUNDS'), 0)::bigint AS refunds,
      coalesce(sum(e.amount) FILTER (WHERE e.account = 'DISPUTES'), 0)::bigint AS disputes,
      coalesce(-sum(e.amount) FILTER (WHERE e.account = 'AFFILIATE'), 0)::bigint AS share
    FROM journals j JOIN journal_entries e ON e."journalId" = j.id WHERE j."chargeId" = ${chargeId}`);
  if (row?.payerId == null || row.paidAt === null) return null;
  const { payerId, paidAt, fee, refunds, disputes, share } = row;
  return {
    payerId,
    paidAt: utcMs(paidAt),
    fee: Number(fee),
    refunds: Number(refunds),
    disputes: Number(disputes),
    share: Number(share),
  };
}

export interface AffiliateDue {
  readonly userId: string;
  readonly currency: Currency;
  readonly amount: Minor;
}

/**
 * What affiliates may be paid now: shares of payments before `youngSince`, less all that was given back and paid, from `least` on. Only to who has
 * an account that takes transfers and is not banned. `userId`: of him alone.
 */
export async function dueToAffiliates(
  db: Reader,
  { youngSince, least, userId }: { readonly youngSince: UtcMs; readonly least: Minor; readonly userId?: string },
): Promise<AffiliateDue[]> {
  const rows = await db.$queryRaw<{ userId: string; currency: string; amount: bigint }[]>(Prisma.sql`
    SELECT e."userId", j.currency, -sum(e.amount)::bigint AS amount
    FROM journal_entries e JOIN journals j ON j.id = e."journalId" JOIN users u ON u.id = e."userId"
      JOIN connect_accounts c ON c."userId" = e."userId"
    WHERE e.account = 'AFFILIATE' AND NOT (j.kind = 'affiliate_share' AND j.at > ${new Date(youngSince)})
      AND u."bannedAt" IS NULL AND c."transfersActive" AND ${userId === undefined ? Prisma.sql`true` : Prisma.sql`e."userId" = ${userId}`}
    GROUP BY 1, 2 HAVING -sum(e.amount) >= ${least} ORDER BY 1, 2`);
  return rows.map(({ userId: of, currency, amount }) => {
    invariant(isCurrency(currency), `affiliate ${of} is owed ${currency}`);
    return { userId: of, currency, amount: minor(Number(amount)) };
  });
}

export interface AffiliateTransferRow {
  readonly id: string;
  readonly userId: string;
  readonly stripeAccountId: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly status: "REQUESTED" | "SENT" | "REFUSED";
  readonly key: string;
  readonly requestedAt: UtcMs;
}

/** False: one waits already, or this month's stands. */
export async function insertTransfer(tx: Tx, row: Omit<AffiliateTransferRow, "status">): Promise<boolean> {
  const at = new Date(row.requestedAt);
  const { count } = await tx.affiliateTransfer.createMany({
    data: [{ ...row, status: "REQUESTED", requestedAt: at, updatedAt: at }],
    skipDuplicates: true,
  });
  return count === 1;
}

export async function findTransfer(db: Reader, id: string): Promise<AffiliateTransferRow | null> {
  const row = await db.affiliateTransfer.findUnique({ where: { id } });
  if (row === null) return null;
  const { userId, stripeAccountId, amount, currency, status, key, requestedAt } = row;
  invariant(isCurrency(currency), `affiliate transfer ${id} is in ${currency}`);
  return { id, userId, stripeAccountId, amount: minor(amount), currency, status, key, requestedAt: utcMs(requestedAt) };
}

export async function hasTransferKey(db: Reader, key: string): Promise<boolean> {
  return (await db.affiliateTransfer.count({ where: { key } })) > 0;
}

/** What waits to be sent since `before`: its sender died. */
export async function waitingTransfers(db: Db, before: UtcMs): Promise<string[]> {
  const rows = await db.affiliateTransfer.findMany({
    where: { status: "REQUESTED", requestedAt: { lt: new Date(before) } },
    select: { id: true },
    orderBy: { requestedAt: "asc" },
  });
  return rows.map((row) => row.id);
}

/** Writes what became of it: sent, or (null) refused. */
export async function saveTransfer(tx: Tx, id: string, sent: SentTransfer | null, now: UtcMs): Promise<void> {
  await tx.affiliateTransfer.update({
    where: { id },
    data: {
      status: sent === null ? "REFUSED" : "SENT",
      stripeTransferId: sent?.id ?? null,
      updatedAt: new Date(now),
    },
  });
}
