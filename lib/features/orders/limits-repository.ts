import { Prisma, type Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { invariant } from "@/lib/kernel/errors";
import type { UtcMs } from "@/lib/kernel/time";
import type { EntryLimits } from "@/lib/trading/risk/guards";
import { limitTexts, type OwnLimits, withinPlan } from "@/lib/trading/risk/limit-change";

/** Limits of a new tenant (SPEC 6, Guards). */
export const DEFAULT_LIMITS = {
  maxTradeUsd: "50",
  minTradeUsd: "2",
  portfolioRiskPct: "1",
  entriesPerDay: 20,
  symbols: ["BTC/USDT", "ETH/USDT"],
  drawdownUsd: "500",
  runLossUsd: "200",
  apiErrorsPerMin: 10,
  maxLeverage: "3",
};

/**
 * A tenant's limits, no wider than his plan allows, held until the transaction ends: whatever else wants to open a trade for this tenant waits
 * here, so that a counter read after it is the one that counts.
 */
export async function lockLimits(tx: Tx, userId: string, at: UtcMs): Promise<EntryLimits> {
  await makeLimits(tx, [userId], at);
  await tx.$queryRaw(Prisma.sql`SELECT 1 FROM trade_limits WHERE "userId" = ${userId} FOR UPDATE`);
  const limits = (await readLimits(tx, [userId])).get(userId);
  invariant(limits !== undefined, `${userId} has no limits`);
  return limits;
}

/** The same for many tenants; one for whom something else is being opened at this moment is left out, so that nobody waits for him. */
export async function lockFreeLimits(
  tx: Tx,
  userIds: readonly string[],
  at: UtcMs,
): Promise<ReadonlyMap<string, EntryLimits>> {
  await makeLimits(tx, userIds, at);
  const held = await tx.$queryRaw<{ userId: string }[]>(Prisma.sql`
    SELECT "userId" FROM trade_limits WHERE "userId" = ANY(${[...userIds]}) FOR UPDATE SKIP LOCKED`);
  return readLimits(
    tx,
    held.map(({ userId }) => userId),
  );
}

async function makeLimits(tx: Tx, userIds: readonly string[], at: UtcMs): Promise<void> {
  await tx.tradeLimits.createMany({
    data: userIds.map((userId) => ({ userId, ...DEFAULT_LIMITS, changedAt: new Date(at) })),
    skipDuplicates: true,
  });
}

async function readLimits(tx: Tx, userIds: readonly string[]): Promise<Map<string, EntryLimits>> {
  const rows = await tx.tradeLimits.findMany({
    where: { userId: { in: [...userIds] } },
    include: { user: { select: { plan: true } } },
  });
  return new Map(
    rows.map((row) => [
      row.userId,
      withinPlan(
        {
          maxTradeUsd: exact(row.maxTradeUsd),
          minTradeUsd: exact(row.minTradeUsd),
          portfolioRiskPct: exact(row.portfolioRiskPct),
          entriesPerDay: row.entriesPerDay,
          symbols: row.symbols,
          drawdownUsd: exact(row.drawdownUsd),
          runLossUsd: exact(row.runLossUsd),
          apiErrorsPerMin: row.apiErrorsPerMin,
          maxLeverage: exact(row.maxLeverage),
          identityVerified: row.identityVerifiedAt !== null,
        },
        row.user.plan,
      ),
    ]),
  );
}

/** Writes what a tenant set himself, in the transaction that holds his limits. */
export async function writeLimits(tx: Tx, userId: string, limits: OwnLimits, at: UtcMs): Promise<void> {
  await tx.tradeLimits.update({ where: { userId }, data: { ...limitTexts(limits), changedAt: new Date(at) } });
}

/** Writes that an admin recorded who somebody is, or took that back, in the transaction that holds his limits. */
export async function writeIdentity(tx: Tx, userId: string, verified: boolean, at: UtcMs): Promise<void> {
  await tx.tradeLimits.update({
    where: { userId },
    data: { identityVerifiedAt: verified ? new Date(at) : null, changedAt: new Date(at) },
  });
}

export interface DayCount {
  readonly entries: number;
  readonly usd: Dec;
}

export const EMPTY_DAY: DayCount = { entries: 0, usd: dec(0) };

export async function readDay(tx: Tx, userId: string, day: string): Promise<DayCount> {
  return (await readDays(tx, [userId], day)).get(userId) ?? EMPTY_DAY;
}

export async function readDays(tx: Tx, userIds: readonly string[], day: string): Promise<Map<string, DayCount>> {
  const rows = await tx.tradeDay.findMany({ where: { day, userId: { in: [...userIds] } } });
  return new Map(rows.map(({ userId, entries, usd }) => [userId, { entries, usd: exact(usd) }]));
}

/** Adds to a day's counters; below zero gives back. */
export async function countDay(tx: Tx, userId: string, day: string, entries: number, usd: Dec): Promise<void> {
  await countDays(tx, [{ userId, usd }], day, entries);
}

export async function countDays(
  tx: Tx,
  each: readonly { readonly userId: string; readonly usd: Dec }[],
  day: string,
  entries: number,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO trade_days ("userId", day, entries, usd)
    SELECT one."userId", ${day}, ${entries}, one.usd::numeric
    FROM unnest(${each.map(({ userId }) => userId)}::text[], ${each.map(({ usd }) => plain(usd))}::text[]) AS one("userId", usd)
    ON CONFLICT ("userId", day) DO UPDATE SET entries = trade_days.entries + excluded.entries, usd = trade_days.usd + excluded.usd`);
}

/** Dollars that a tenant's trades would lose at their stops: those on their way as they were planned, those that are held by what is held. */
export async function openRiskUsd(tx: Tx, userId: string): Promise<Dec> {
  return (await openRisksUsd(tx, [userId])).get(userId) ?? dec(0);
}

/** Of many tenants; who is not in it has nothing open. */
export async function openRisksUsd(tx: Tx, userIds: readonly string[]): Promise<Map<string, Dec>> {
  const rows = await tx.$queryRaw<{ userId: string; risk: Prisma.Decimal }[]>(Prisma.sql`
    SELECT "userId", sum(risk) AS risk FROM (
      SELECT "userId", coalesce("riskUsd", 0) AS risk FROM intents
        WHERE "userId" = ANY(${[...userIds]}) AND purpose = 'ENTRY' AND "dayCounted" AND "positionId" IS NULL
          AND state IN ('PLANNED', 'SENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL')
      UNION ALL
      SELECT "userId", "usdPerQuote" * greatest(0, CASE
          WHEN "stopLoss" IS NULL THEN "entryPrice" * qty
          WHEN side = 'LONG' THEN ("entryPrice" - "stopLoss") * qty
          ELSE ("stopLoss" - "entryPrice") * qty END) FROM positions
        WHERE "userId" = ANY(${[...userIds]}) AND mode = 'LIVE' AND state = 'OPEN'
    ) each GROUP BY 1`);
  return new Map(rows.map(({ userId, risk }) => [userId, exact(risk)]));
}

/** Net loss in dollars that a run has realised since `from`, 0 or more: of a session, of a follow (user and strategy), else of what is traded by hand. */
export async function runLossUsd(tx: Tx, { userId, ...run }: Run & { readonly userId: string }): Promise<Dec> {
  return (await runLossesUsd(tx, [userId], run)).get(userId) ?? dec(0);
}

export interface Run {
  readonly strategyId: string | null;
  readonly sessionId: string | null;
  readonly from: Date;
}

/** Of many tenants in runs of one kind; who is not in it lost nothing. */
export async function runLossesUsd(tx: Tx, userIds: readonly string[], run: Run): Promise<Map<string, Dec>> {
  const whose =
    run.sessionId !== null
      ? Prisma.sql`i."sessionId" = ${run.sessionId}`
      : run.strategyId !== null
        ? Prisma.sql`i."strategyId" = ${run.strategyId} AND f.at >= ${run.from}`
        : Prisma.sql`i."strategyId" IS NULL AND i."sessionId" IS NULL AND f.at >= ${run.from}`;
  const rows = await tx.$queryRaw<{ userId: string; result: Prisma.Decimal }[]>(Prisma.sql`
    SELECT f."userId", sum((f."grossPnl" - coalesce(f."feeQuote", f.fee) - coalesce(late."feeQuote", 0)) * p."usdPerQuote") AS result
    FROM fills f JOIN orders o ON o.id = f."orderId" JOIN intents i ON i.id = o."intentId" JOIN positions p ON p.id = f."positionId"
      LEFT JOIN late_fees late ON late."fillId" = f.id
    WHERE f."userId" = ANY(${[...userIds]}) AND o.mode = 'LIVE' AND ${whose} GROUP BY 1`);
  return new Map(rows.map(({ userId, result }) => [userId, exact(result).isNegative() ? exact(result).neg() : dec(0)]));
}

function exact(value: { toString(): string }): Dec {
  return dec(value.toString());
}
