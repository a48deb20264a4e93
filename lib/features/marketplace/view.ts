import type { Currency } from "@/lib/kernel/money";
import type { StrategyRow } from "./repository.ts";
import type { StrategyView } from "./strategy.ts";

/** The row as programs see it: every field is named, so a new column is private until it is put here. */
export function viewOf(row: StrategyRow): StrategyView {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    description: row.description,
    kind: row.kind,
    category: row.category,
    status: row.status,
    version: row.version,
    supportedPairs: row.supportedPairs,
    supportedTimeframes: row.supportedTimeframes,
    exchanges: row.exchanges,
    monthlyPrice: { amount: row.priceAmount, currency: row.priceCurrency as Currency },
    yearlyPrice:
      row.yearlyAmount === null ? null : { amount: row.yearlyAmount, currency: row.priceCurrency as Currency },
    trialDays: row.trialDays,
    isPublic: row.isPublic,
    provider: { id: row.provider.id, name: row.provider.name, slug: row.provider.slug },
    followerCount: row.followerCount,
    signalCount: row.signalCount,
    tradeCount: row.tradeCount,
    returnPct: row.returnPct,
    maxDrawdownPct: row.maxDrawdownPct,
    createdAt: row.createdAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    archivedAt: row.archivedAt?.toISOString() ?? null,
    lastSignalAt: row.lastSignalAt?.toISOString() ?? null,
  };
}
