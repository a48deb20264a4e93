import { StrategyFault, type StrategyRef } from "@/lib/ports/compute";
import { findBuiltIn } from "@/lib/trading/strategies/built-in";
import { checkStrategy } from "@/lib/trading/strategies/check-strategy";
import type { Strategy } from "@/lib/trading/strategies/strategy";

/** The strategy that is meant. Files come from the command line alone (scripts/backtest/load-strategy.ts), where they are trusted. */
export async function strategyOf(ref: StrategyRef): Promise<Strategy> {
  if ("name" in ref) {
    const found = findBuiltIn(ref.name);
    if (found === undefined) throw new StrategyFault(`There is no strategy ${ref.name}.`);
    return found;
  }
  const { default: exported } = (await import(ref.file)) as { readonly default?: unknown };
  const checked = checkStrategy(exported);
  if (!checked.ok) throw new StrategyFault(checked.detail ?? checked.reason);
  return checked.value;
}
