import { Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Execution, SentEntry } from "@/lib/trading/risk/suspicious";

type Rows = Pick<Tx, "$queryRaw">;

export type FlagKind = "LARGE_TRADE" | "SPLITTING" | "REVERSALS" | "BURST" | "RAISED_ON_NEW_DEVICE";

export interface NewFlag {
  readonly id: string;
  readonly userId: string;
  readonly kind: FlagKind;
  readonly key: string;
  readonly reason: string;
  readonly usd: Dec | null;
  readonly at: UtcMs;
}

/** False: its key is there already. */
export async function insertFlag(tx: Tx, { usd, at, ...flag }: NewFlag): Promise<boolean> {
  const { count } = await tx.complianceFlag.createMany({
    data: [{ ...flag, usd: usd === null ? null : plain(usd), at: new Date(at) }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** An order that opens or enlarges, which no guard refused. */
export interface EntryRow extends SentEntry {
  readonly intentId: string;
  readonly userId: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly side: "BUY" | "SELL";
}

/** Of the named intents the entries on real accounts that were let through. */
export async function entriesByIds(db: Rows, intentIds: readonly string[]): Promise<EntryRow[]> {
  return toEntries(
    await db.$queryRaw<RawEntry[]>(Prisma.sql`
    ${ENTRIES} AND i.id = ANY(${[...intentIds]}::text[])`),
  );
}

/** Entries of these users on real accounts that were let through since `from`, oldest first. */
export async function entriesSince(db: Rows, userIds: readonly string[], from: UtcMs): Promise<EntryRow[]> {
  return toEntries(
    await db.$queryRaw<RawEntry[]>(Prisma.sql`
    ${ENTRIES} AND i."userId" = ANY(${[...userIds]}::text[]) AND i."createdAt" >= ${new Date(from)} ORDER BY i."createdAt"`),
  );
}

/** Executions of these users on real accounts since `from`, by the exchange's time. */
export async function executionsSince(
  db: Rows,
  userIds: readonly string[],
  from: UtcMs,
): Promise<(Execution & { readonly userId: string })[]> {
  const rows = await db.$queryRaw<{ userId: string; symbol: string; side: "BUY" | "SELL"; at: Date }[]>(Prisma.sql`
    SELECT f."userId", o.symbol, f.side::text AS side, f.at FROM fills f JOIN orders o ON o.id = f."orderId"
    WHERE f."userId" = ANY(${[...userIds]}::text[]) AND f.at >= ${new Date(from)} AND o.mode = 'LIVE' ORDER BY f.at, f.id`);
  return rows.map(({ at, ...row }) => ({ ...row, at: utcMs(at) }));
}

interface RawEntry extends Omit<EntryRow, "at" | "usd"> {
  readonly at: Date;
  readonly usd: Prisma.Decimal | null;
}

const ENTRIES = Prisma.sql`
  SELECT i.id AS "intentId", i."userId", i.exchange, i.symbol, i.side::text AS side, i."createdAt" AS at, i."plannedUsd" AS usd
  FROM intents i WHERE i.mode = 'LIVE' AND i.purpose = 'ENTRY' AND i.state <> 'BLOCKED'`;

function toEntries(rows: readonly RawEntry[]): EntryRow[] {
  return rows.map(({ at, usd, ...row }) => ({ ...row, at: utcMs(at), usd: dec((usd ?? 0).toString()) }));
}

/** Writes what an admin decided; null: there is no such flag. */
export async function insertReview(
  tx: Tx,
  review: {
    readonly id: string;
    readonly flagId: string;
    readonly adminId: string;
    readonly verdict: "CLEARED" | "REPORTED";
    readonly note: string;
    readonly at: UtcMs;
  },
): Promise<{ readonly userId: string } | null> {
  const flag = await tx.complianceFlag.findUnique({ where: { id: review.flagId }, select: { userId: true } });
  if (flag === null) return null;
  await tx.complianceReview.create({ data: { ...review, at: new Date(review.at) } });
  return flag;
}
