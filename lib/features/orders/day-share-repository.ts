import { Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";

/** What one entry took of its UTC day. */
export interface DayShare {
  readonly userId: string;
  readonly day: string;
  readonly usd: Dec;
  readonly counted: boolean;
  /** Dollars a base unit counted for when it was planned. */
  readonly usdPerUnit: Dec;
}

/** null: not an entry. */
export async function lockDayShare(tx: Tx, intentId: string): Promise<DayShare | null> {
  const [row] = await tx.$queryRaw<
    { userId: string; day: string; dayUsd: Prisma.Decimal; dayCounted: boolean; usdPerUnit: Prisma.Decimal }[]
  >(Prisma.sql`
    SELECT "userId", day, "dayUsd", "dayCounted", "plannedUsd" / qty AS "usdPerUnit" FROM intents
    WHERE id = ${intentId} AND purpose = 'ENTRY' AND day IS NOT NULL AND qty > 0 FOR UPDATE`);
  if (row === undefined) return null;
  return {
    userId: row.userId,
    day: row.day,
    usd: dec(row.dayUsd.toString()),
    counted: row.dayCounted,
    usdPerUnit: dec(row.usdPerUnit.toString()),
  };
}

/** What an intent's orders have filled, in dollars of the day it was planned. */
export async function filledUsdOf(tx: Tx, intentId: string, share: DayShare): Promise<Dec> {
  const [row] = await tx.$queryRaw<{ filled: Prisma.Decimal }[]>(
    Prisma.sql`SELECT coalesce(sum(filled), 0) AS filled FROM orders WHERE "intentId" = ${intentId}`,
  );
  return dec((row?.filled ?? 0).toString())
    .times(share.usdPerUnit)
    .toDecimalPlaces(18);
}

export async function setDayShare(tx: Tx, intentId: string, usd: Dec, counted: boolean): Promise<void> {
  await tx.intent.update({ where: { id: intentId }, data: { dayUsd: plain(usd), dayCounted: counted } });
}
