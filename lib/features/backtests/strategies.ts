import { BUILT_IN_STRATEGIES, findBuiltIn } from "@/lib/trading/strategies/built-in";
import type { ParameterTable, Strategy } from "@/lib/trading/strategies/strategy";

/** A strategy as a form shows it. */
export interface StrategyChoice {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly parameters: ParameterTable;
}

/** Every strategy that can be run by its name, in the order in which they are shown. */
export function strategyChoices(): StrategyChoice[] {
  return BUILT_IN_STRATEGIES.map(({ name, title, description, parameters }) => ({
    name,
    title,
    description,
    parameters,
  }));
}

export function strategyByName(name: string): Strategy | null {
  return findBuiltIn(name) ?? null;
}

/** What people call it; a name that is not built in stands for itself. */
export function titleOf(name: string): string {
  return strategyByName(name)?.title ?? name;
}

export function strategyTitles(): Record<string, string> {
  return Object.fromEntries(BUILT_IN_STRATEGIES.map(({ name, title }) => [name, title]));
}
