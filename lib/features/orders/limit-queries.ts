import type { Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { limitTexts, type OwnLimits, withinPlan } from "@/lib/trading/risk/limit-change";
import { DEFAULT_LIMITS } from "./limits-repository.ts";

type Rows = Pick<Tx, "tradeLimits" | "user">;

/** The most leverage that a tenant allows himself: what a signal wants above it is capped (RELIABILITY O51). */
export async function maxLeverageOf(db: Rows, userId: string): Promise<Dec> {
  return (await ownLimitsOf(db, userId)).maxLeverage;
}

/** What a tenant set himself, or the defaults, no wider than his plan allows. */
export async function ownLimitsOf(db: Rows, userId: string): Promise<OwnLimits> {
  const [row, user] = await Promise.all([
    db.tradeLimits.findUnique({ where: { userId } }),
    db.user.findUnique({ where: { id: userId }, select: { plan: true } }),
  ]);
  const { maxTradeUsd, entriesPerDay, portfolioRiskPct, runLossUsd, drawdownUsd, maxLeverage, symbols } =
    row ?? DEFAULT_LIMITS;
  const exact = (value: { toString(): string }): Dec => dec(value.toString());
  const limits: OwnLimits = {
    maxTradeUsd: exact(maxTradeUsd),
    entriesPerDay,
    portfolioRiskPct: exact(portfolioRiskPct),
    runLossUsd: exact(runLossUsd),
    drawdownUsd: exact(drawdownUsd),
    maxLeverage: exact(maxLeverage),
    symbols,
  };
  return withinPlan(limits, user?.plan ?? "TRIAL");
}

/** What a tenant's trades stay inside of, as his page shows it; dollar amounts as decimal text. */
export interface LimitsView {
  readonly maxTradeUsd: string;
  readonly minTradeUsd: string;
  readonly entriesPerDay: number;
  readonly portfolioRiskPct: string;
  readonly runLossUsd: string;
  readonly drawdownUsd: string;
  readonly symbols: readonly string[];
  readonly maxLeverage: string;
}

export async function limitsOf(db: Rows, userId: string): Promise<LimitsView> {
  const row = await db.tradeLimits.findUnique({ where: { userId }, select: { minTradeUsd: true } });
  const minTradeUsd = plain(dec((row ?? DEFAULT_LIMITS).minTradeUsd.toString()));
  return { ...limitTexts(await ownLimitsOf(db, userId)), minTradeUsd };
}

/** When an admin recorded who somebody is; null: nobody did. */
export async function identityVerifiedAt(db: Rows, userId: string): Promise<Date | null> {
  const row = await db.tradeLimits.findUnique({ where: { userId }, select: { identityVerifiedAt: true } });
  return row?.identityVerifiedAt ?? null;
}
