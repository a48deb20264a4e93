import { Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";

/** So many of one coin are priced at a time; the rest a minute later. */
const AT_ONCE = 50;

/** A coin in which fees were taken, and what was traded: its quote currency prices the coin. */
export interface LateCoin {
  readonly feeCurrency: string;
  readonly symbol: string;
}

/** Coins of an account's fees that still have no price: each is asked for by itself, so that one which never gets a price holds up no other. */
export async function lateCoinsOf(db: Pick<Tx, "$queryRaw">, keyId: string): Promise<readonly LateCoin[]> {
  return db.$queryRaw<LateCoin[]>(Prisma.sql`
    SELECT DISTINCT f."feeCurrency", p.symbol FROM late_fees l JOIN fills f ON f.id = l."fillId" JOIN positions p ON p.id = f."positionId"
    WHERE l."keyId" = ${keyId} AND l."pricedAt" IS NULL ORDER BY 1, 2`);
}

/** A fee that no price was known for when its execution was recorded. */
export interface LateFee {
  readonly fillId: string;
  readonly userId: string;
  readonly positionId: string;
  readonly symbol: string;
  readonly fee: Dec;
  readonly feeCurrency: string;
}

/** Notes that the fee of an execution has no price yet. */
export async function insertLateFee(tx: Tx, fillId: string, keyId: string): Promise<void> {
  await tx.lateFee.create({ data: { fillId, keyId } });
}

/** Fees of an account in one coin that still have no price, the oldest executions first. */
export async function lateFeesOf(
  db: Pick<Tx, "lateFee">,
  keyId: string,
  { feeCurrency, symbol }: LateCoin,
): Promise<readonly LateFee[]> {
  const rows = await db.lateFee.findMany({
    where: { keyId, pricedAt: null, fill: { feeCurrency, position: { symbol } } },
    orderBy: { fill: { at: "asc" } },
    take: AT_ONCE,
    select: {
      fill: {
        select: {
          id: true,
          userId: true,
          positionId: true,
          fee: true,
          feeCurrency: true,
          position: { select: { symbol: true } },
        },
      },
    },
  });
  return rows.map(({ fill: { id, fee, position, ...rest } }) => ({
    ...rest,
    fillId: id,
    symbol: position.symbol,
    fee: dec(fee.toString()),
  }));
}

/** Counts what a late fee was worth to its fill and its position. @returns false when it was counted before */
export async function countLateFee(
  tx: Tx,
  { fillId, positionId }: Pick<LateFee, "fillId" | "positionId">,
  feeQuote: Dec,
  at: UtcMs,
): Promise<boolean> {
  const quote = plain(feeQuote.toDecimalPlaces(18));
  const data = { feeQuote: quote, pricedAt: new Date(at) };
  const { count } = await tx.lateFee.updateMany({ where: { fillId, pricedAt: null }, data });
  if (count === 0) return false;
  await tx.position.update({ where: { id: positionId }, data: { fees: { increment: quote } } });
  return true;
}
