import type { Db } from "@/lib/db/client";

/** A payout for its notice; null: no such row. */
export async function findPayout(db: Db, id: string) {
  return db.payout.findUnique({
    where: { id },
    select: { userId: true, amount: true, currency: true, failure: true },
  });
}

/** A dispute for its notices, and whether a bank has taken money of its payment at all; null: no such row. */
export async function findDispute(db: Db, id: string) {
  const row = await db.dispute.findUnique({
    where: { id },
    select: { providerId: true, chargeId: true, amount: true, currency: true, reason: true },
  });
  if (row === null) return null;
  const moved = await db.journal.count({ where: { chargeId: row.chargeId, kind: "dispute_funds" } });
  return { ...row, hasMoved: moved > 0 };
}

/** Where a user looks after the money that Stripe holds for him: an affiliate who sells nothing has no earnings page. */
export async function moneyPageOf(db: Db, userId: string): Promise<"/provider/earnings" | "/affiliate"> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { role: true } });
  return user?.role === "PROVIDER" ? "/provider/earnings" : "/affiliate";
}
