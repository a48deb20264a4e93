import type { Db, Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

type Reader = Db | Tx;

export async function findAffiliate(db: Reader, userId: string): Promise<{ code: string } | null> {
  return db.affiliate.findUnique({ where: { userId }, select: { code: true } });
}

/** Whose code it is; null: nobody's, or of somebody who is banned. */
export async function findByCode(db: Reader, code: string): Promise<{ userId: string; email: string } | null> {
  const row = await db.affiliate.findFirst({
    where: { code, user: { bannedAt: null } },
    select: { userId: true, user: { select: { email: true } } },
  });
  return row === null ? null : { userId: row.userId, email: row.user.email };
}

/** False: he has one already. */
export async function insertAffiliate(
  tx: Tx,
  row: { readonly userId: string; readonly code: string; readonly createdAt: UtcMs },
): Promise<boolean> {
  const { count } = await tx.affiliate.createMany({
    data: [{ ...row, createdAt: new Date(row.createdAt) }],
    skipDuplicates: true,
  });
  return count === 1;
}

export async function insertReferral(
  tx: Tx,
  row: {
    readonly userId: string;
    readonly affiliateId: string;
    readonly shareBps: number;
    readonly joinedAt: UtcMs;
    readonly endsAt: UtcMs;
  },
): Promise<void> {
  await tx.referral.createMany({
    data: [{ ...row, joinedAt: new Date(row.joinedAt), endsAt: new Date(row.endsAt) }],
    skipDuplicates: true,
  });
}
