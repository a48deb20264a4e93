import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { StrategyFault, type StrategyRef } from "@/lib/ports/compute";
import { readPine } from "@/lib/trading/pine/read-pine";
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
  if (ref.file.endsWith(".pine")) {
    const read = readPine(readFileSync(fileURLToPath(ref.file), "utf8"));
    if (!read.ok) throw new StrategyFault(read.detail ?? read.reason);
    return read.value.strategy;
  }
  const { default: exported } = (await import(ref.file)) as { readonly default?: unknown };
  const checked = checkStrategy(exported);
  if (!checked.ok) throw new StrategyFault(checked.detail ?? checked.reason);
  return checked.value;
}
