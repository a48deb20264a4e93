import type { Db, Tx } from "@/lib/db/client";
import type { UtcMs } from "@/lib/kernel/time";

type Reader = Db | Tx;

/** The price that was agreed on last; null: none. */
export async function findManagedPrice(
  db: Reader,
  userId: string,
): Promise<{ amount: number; currency: string } | null> {
  const row = await db.managedRequest.findFirst({
    where: { userId, priceAmount: { not: null } },
    orderBy: { pricedAt: "desc" },
    select: { priceAmount: true, priceCurrency: true },
  });
  return row?.priceAmount == null ? null : { amount: row.priceAmount, currency: row.priceCurrency };
}

/** False: a request of his waits already (a partial unique index decides). */
export async function insertRequest(
  db: Reader,
  row: { id: string; userId: string; message: string; now: UtcMs },
): Promise<boolean> {
  const { id, userId, message, now } = row;
  const { count } = await db.managedRequest.createMany({
    data: [{ id, userId, message, askedAt: new Date(now) }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Sets the price of a request, again if need be. @returns whose it is, or null */
export async function savePrice(
  tx: Tx,
  id: string,
  price: { amount: number; adminId: string; now: UtcMs },
): Promise<string | null> {
  const row = await tx.managedRequest.findUnique({ where: { id }, select: { userId: true } });
  if (row === null) return null;
  await tx.managedRequest.update({
    where: { id },
    data: { priceAmount: price.amount, pricedById: price.adminId, pricedAt: new Date(price.now) },
  });
  return row.userId;
}
