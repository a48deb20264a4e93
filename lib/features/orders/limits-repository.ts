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
  await tx.tradeLimits.createMany({
    data: [{ userId, ...DEFAULT_LIMITS, changedAt: new Date(at) }],
    skipDuplicates: true,
  });
  await tx.$queryRaw(Prisma.sql`SELECT 1 FROM trade_limits WHERE "userId" = ${userId} FOR UPDATE`);
  const row = await tx.tradeLimits.findUnique({ where: { userId }, include: { user: { select: { plan: true } } } });
  invariant(row !== null, `${userId} has no limits`);
  const limits = {
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
  };
  return withinPlan(limits, row.user.plan);
}

/** Writes what a tenant set himself, in the transaction that holds his limits. */
export async function writeLimits(tx: Tx, userId: string, limits: OwnLimits, at: UtcMs): Promise<void> {
  await tx.tradeLimits.update({ where: { userId }, data: { ...limitTexts(limits), changedAt: new Date(at) } });
}

/** Notes that an admin recorded who somebody is, or took that back. False: it was so already. */
export async function writeIdentity(tx: Tx, userId: string, verified: boolean, at: UtcMs): Promise<boolean> {
  const { identityVerified } = await lockLimits(tx, userId, at);
  if (identityVerified === verified) return false;
  await tx.tradeLimits.update({
    where: { userId },
    data: { identityVerifiedAt: verified ? new Date(at) : null, changedAt: new Date(at) },
  });
  return true;
}

export async function readDay(tx: Tx, userId: string, day: string): Promise<{ entries: number; usd: Dec }> {
  const row = await tx.tradeDay.findUnique({ where: { userId_day: { userId, day } } });
  return row === null ? { entries: 0, usd: dec(0) } : { entries: row.entries, usd: exact(row.usd) };
}

/** Adds to a day's counters; below zero gives back. */
export async function countDay(tx: Tx, userId: string, day: string, entries: number, usd: Dec): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    INSERT INTO trade_days ("userId", day, entries, usd) VALUES (${userId}, ${day}, ${entries}, ${plain(usd)}::numeric)
    ON CONFLICT ("userId", day) DO UPDATE SET entries = trade_days.entries + excluded.entries, usd = trade_days.usd + excluded.usd`);
}

/** What a tenant's trades would lose at their stops: those on their way as they were planned, those that are held by what is held. */
export async function openRiskUsd(tx: Tx, userId: string): Promise<Dec> {
  const [row] = await tx.$queryRaw<{ risk: Prisma.Decimal | null }[]>(Prisma.sql`
    SELECT (SELECT coalesce(sum("riskUsd"), 0) FROM intents
            WHERE "userId" = ${userId} AND purpose = 'ENTRY' AND "dayCounted" AND "positionId" IS NULL
              AND state IN ('PLANNED', 'SENDING', 'UNKNOWN', 'ACCEPTED', 'PARTIAL'))
         + (SELECT coalesce(sum(greatest(0, CASE
              WHEN "stopLoss" IS NULL THEN "entryPrice" * qty
              WHEN side = 'LONG' THEN ("entryPrice" - "stopLoss") * qty
              ELSE ("stopLoss" - "entryPrice") * qty END)), 0) FROM positions
            WHERE "userId" = ${userId} AND mode = 'LIVE' AND state = 'OPEN') AS risk`);
  return exact(row?.risk ?? 0);
}

/** Net loss that a run has realised since `from`, 0 or more: of a session, of a follow (user and strategy), else of what is traded by hand. */
export async function runLossUsd(
  tx: Tx,
  run: {
    readonly userId: string;
    readonly strategyId: string | null;
    readonly sessionId: string | null;
    readonly from: Date;
  },
): Promise<Dec> {
  const whose =
    run.sessionId !== null
      ? Prisma.sql`i."sessionId" = ${run.sessionId}`
      : run.strategyId !== null
        ? Prisma.sql`i."strategyId" = ${run.strategyId} AND f.at >= ${run.from}`
        : Prisma.sql`i."strategyId" IS NULL AND i."sessionId" IS NULL AND f.at >= ${run.from}`;
  const [row] = await tx.$queryRaw<{ result: Prisma.Decimal | null }[]>(Prisma.sql`
    SELECT coalesce(sum(f."grossPnl" - coalesce(f."feeQuote", f.fee)), 0) AS result
    FROM fills f JOIN orders o ON o.id = f."orderId" JOIN intents i ON i.id = o."intentId"
    WHERE f."userId" = ${run.userId} AND o.mode = 'LIVE' AND ${whose}`);
  const result = exact(row?.result ?? 0);
  return result.isNegative() ? result.neg() : dec(0);
}

function exact(value: { toString(): string }): Dec {
  return dec(value.toString());
}
