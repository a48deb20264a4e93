import { type Db, Prisma, type Tx } from "@/lib/db/client";
import { minor } from "@/lib/kernel/money";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { BalanceMovement } from "@/lib/ports/payments";
import type { BookedAs } from "./movement.ts";

/** Keeps movements of a balance, once each. Answers how many were new. */
export async function insertMovements(
  db: Db | Tx,
  movements: readonly (BalanceMovement & { readonly booked: BookedAs | null })[],
): Promise<number> {
  const { count } = await db.balanceMovement.createMany({
    data: movements.map(({ id, accountId, type, sourceId, currency, amount, fee, at, booked }) => ({
      id,
      accountId,
      type,
      sourceId,
      currency,
      amount: BigInt(amount),
      fee: BigInt(fee),
      at: new Date(at),
      journalObjectId: booked?.objectId ?? null,
      journalKind: booked?.kind ?? null,
    })),
    skipDuplicates: true,
  });
  return count;
}

/** When the newest kept movement of a balance was; null: none is kept. */
export async function newestMovementAt(db: Db, accountId: string | null): Promise<UtcMs | null> {
  const row = await db.balanceMovement.findFirst({
    where: { accountId },
    orderBy: { at: "desc" },
    select: { at: true },
  });
  return row === null ? null : utcMs(row.at);
}

/** Movements whose journal is not posted, oldest first; so too payments whose fee is not, which may be known later than they are. */
export async function unbookedMovements(db: Db, limit: number): Promise<BalanceMovement[]> {
  const rows = await db.$queryRaw<
    {
      id: string;
      accountId: string | null;
      type: string;
      sourceId: string | null;
      currency: string;
      amount: bigint;
      fee: bigint;
      at: Date;
    }[]
  >(Prisma.sql`
    SELECT m.id, m."accountId", m.type, m."sourceId", m.currency, m.amount, m.fee, m.at FROM balance_movements m
    WHERE m."journalKind" IS NOT NULL
      AND (NOT EXISTS (SELECT FROM journals j WHERE j."objectId" = m."journalObjectId" AND j.kind = m."journalKind")
        OR (m."journalKind" = 'payment' AND m.fee <> 0
          AND NOT EXISTS (SELECT FROM journals j WHERE j."objectId" = m.id AND j.kind = 'processing_fee')))
    ORDER BY m.at, m.id LIMIT ${limit}`);
  return rows.map((row) => ({
    ...row,
    amount: minor(Number(row.amount)),
    fee: minor(Number(row.fee)),
    at: utcMs(row.at),
  }));
}

export async function countMovements(db: Db): Promise<number> {
  return db.balanceMovement.count();
}
