import type { Strategy } from "@/lib/trading/strategies/strategy";

/** Every strategy that can be run by its name. */
export const STRATEGIES: readonly Strategy[] = [];

export function strategyByName(name: string): Strategy | null {
  return STRATEGIES.find((strategy) => strategy.name === name) ?? null;
}
