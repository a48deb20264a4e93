import type { Tx } from "@/lib/db/client";
import { type Dec, dec, plain } from "@/lib/kernel/decimal";
import { DEFAULT_LIMITS } from "./limits-repository.ts";

/** The most leverage that a tenant allows himself: what a signal wants above it is capped (RELIABILITY O51). */
export async function maxLeverageOf(db: Pick<Tx, "tradeLimits">, userId: string): Promise<Dec> {
  const row = await db.tradeLimits.findUnique({ where: { userId }, select: { maxLeverage: true } });
  return dec((row?.maxLeverage ?? DEFAULT_LIMITS.maxLeverage).toString());
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

export async function limitsOf(db: Pick<Tx, "tradeLimits">, userId: string): Promise<LimitsView> {
  const row = (await db.tradeLimits.findUnique({ where: { userId } })) ?? DEFAULT_LIMITS;
  const text = (value: { toString(): string }): string => plain(dec(value.toString()));
  return {
    maxTradeUsd: text(row.maxTradeUsd),
    minTradeUsd: text(row.minTradeUsd),
    entriesPerDay: row.entriesPerDay,
    portfolioRiskPct: text(row.portfolioRiskPct),
    runLossUsd: text(row.runLossUsd),
    drawdownUsd: text(row.drawdownUsd),
    symbols: row.symbols,
    maxLeverage: text(row.maxLeverage),
  };
}
