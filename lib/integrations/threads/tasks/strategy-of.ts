import { StrategyFault, type StrategyRef } from "@/lib/ports/compute";
import { findBuiltIn } from "@/lib/trading/strategies/built-in";
import type { Strategy } from "@/lib/trading/strategies/strategy";

/** The strategy that is meant. A file was looked at before it came here (scripts/backtest/load-strategy.ts). */
export async function strategyOf(ref: StrategyRef): Promise<Strategy> {
  if ("name" in ref) {
    const found = findBuiltIn(ref.name);
    if (found === undefined) throw new StrategyFault(`There is no strategy ${ref.name}.`);
    return found;
  }
  const module = (await import(ref.file)) as { readonly default: Strategy };
  return module.default;
}
