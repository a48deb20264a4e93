import type { Db, Tx } from "@/lib/db/client";
import { type UtcMs, utcMs } from "@/lib/kernel/time";

/** Who brought a user, and what part of the platform's part of his payments is that one's, in basis points (1_000 = 10 %). */
export interface ReferralTerms {
  readonly affiliateId: string;
  readonly shareBps: number;
  readonly endsAt: UtcMs;
}

export async function referralOf(db: Db | Tx, userId: string): Promise<ReferralTerms | null> {
  const row = await db.referral.findUnique({
    where: { userId },
    select: { affiliateId: true, shareBps: true, endsAt: true },
  });
  return row === null ? null : { ...row, endsAt: utcMs(row.endsAt) };
}

/** A user's code and how many came by it; null: he has none. */
export async function affiliateOf(db: Db, userId: string): Promise<{ code: string; joined: number } | null> {
  const row = await db.affiliate.findUnique({
    where: { userId },
    select: { code: true, _count: { select: { referrals: true } } },
  });
  return row === null ? null : { code: row.code, joined: row._count.referrals };
}

export interface AffiliateRow {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly code: string;
  readonly joined: number;
}

/** Affiliates, who brought most first; and how many there are in all. */
export async function listAffiliates(
  db: Db,
  page: { readonly skip: number; readonly limit: number },
): Promise<{ readonly items: AffiliateRow[]; readonly total: number }> {
  const total = await db.affiliate.count();
  const rows = await db.affiliate.findMany({
    orderBy: [{ referrals: { _count: "desc" } }, { createdAt: "asc" }, { userId: "asc" }],
    skip: page.skip,
    take: page.limit,
    select: {
      userId: true,
      code: true,
      user: { select: { name: true, email: true } },
      _count: { select: { referrals: true } },
    },
  });
  return {
    items: rows.map(({ userId, code, user, _count }) => ({ userId, code, ...user, joined: _count.referrals })),
    total,
  };
}
