import { type Db, Prisma } from "@/lib/db/client";
import { toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import { REFUND_WINDOW_MS } from "./payable.ts";

/** An affiliate's money in one currency. Minor units; earned = sent + waiting + ready. */
export interface AffiliateMoney {
  readonly userId: string;
  readonly currency: string;
  /** All shares, less what was given back of them. */
  readonly earned: number;
  readonly sent: number;
  /** Of payments inside the refund window. */
  readonly waiting: number;
  /** What the next transfer takes, from $50; below 0: what was given back after it had been sent, netted by what comes. */
  readonly ready: number;
}

/** The books' word on affiliates, by user and currency. */
export async function affiliateMoney(db: Db, now: UtcMs, userIds: readonly string[]): Promise<AffiliateMoney[]> {
  const young = new Date(now - REFUND_WINDOW_MS);
  const rows = await db.$queryRaw<
    { userId: string; currency: string; earned: bigint; sent: bigint; waiting: bigint }[]
  >(Prisma.sql`
    SELECT e."userId", j.currency,
      coalesce(-sum(e.amount) FILTER (WHERE j.kind <> 'affiliate_transfer'), 0)::bigint AS earned,
      coalesce(sum(e.amount) FILTER (WHERE j.kind = 'affiliate_transfer'), 0)::bigint AS sent,
      coalesce(-sum(e.amount) FILTER (WHERE j.kind = 'affiliate_share' AND j.at > ${young}), 0)::bigint AS waiting
    FROM journal_entries e JOIN journals j ON j.id = e."journalId"
    WHERE e.account = 'AFFILIATE' AND e."userId" = ANY(${[...userIds]}::text[]) GROUP BY 1, 2 ORDER BY 1, 2`);
  return rows.map((row) => {
    const [earned, sent, waiting] = [Number(row.earned), Number(row.sent), Number(row.waiting)];
    return { userId: row.userId, currency: row.currency, earned, sent, waiting, ready: earned - sent - waiting };
  });
}

export interface AffiliateTransferView {
  readonly id: string;
  readonly at: string;
  readonly status: string;
  readonly amount: number;
  readonly currency: string;
}

/** An affiliate's transfers, newest first. */
export async function listAffiliateTransfers(db: Db, userId: string, limit: number): Promise<AffiliateTransferView[]> {
  const rows = await db.affiliateTransfer.findMany({
    where: { userId },
    orderBy: { requestedAt: "desc" },
    take: limit,
    select: { id: true, requestedAt: true, status: true, amount: true, currency: true },
  });
  return rows.map(({ requestedAt, ...row }) => ({ ...row, at: toIso(utcMs(requestedAt)) }));
}
