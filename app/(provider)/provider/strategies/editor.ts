import type { StrategyDraft } from "@/components/marketplace/strategy-form";
import { KIND_WORDS, STRATEGY_KINDS, type StrategyView, TIMEFRAMES } from "@/lib/features/marketplace/strategy";
import { EXCHANGES } from "@/lib/kernel/exchange-name";
import { CURRENCIES } from "@/lib/kernel/money";

/** The choices of the editor's form, as plain values. */
export const EDITOR_CHOICES = {
  kinds: STRATEGY_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] })),
  timeframes: TIMEFRAMES,
  exchanges: EXCHANGES,
};

/** A strategy as its form shows it. */
export function draftOf(strategy: StrategyView, parameters: unknown): StrategyDraft {
  const { amount, currency } = strategy.monthlyPrice;
  const digits = CURRENCIES[currency];
  return {
    id: strategy.id,
    name: strategy.name,
    description: strategy.description,
    kind: strategy.kind,
    category: strategy.category,
    supportedPairs: strategy.supportedPairs,
    supportedTimeframes: strategy.supportedTimeframes,
    exchanges: strategy.exchanges,
    yearlyPrice: strategy.yearlyPrice === null ? "" : (strategy.yearlyPrice.amount / 10 ** digits).toFixed(digits),
    price: (amount / 10 ** digits).toFixed(digits),
    currency,
    trialDays: strategy.trialDays,
    isPublic: strategy.isPublic,
    parameters: linesOf(parameters),
  };
}

function linesOf(parameters: unknown): string {
  if (typeof parameters !== "object" || parameters === null) return "";
  return Object.entries(parameters)
    .map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
}
