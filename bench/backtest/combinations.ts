import { makeSpace } from "@/lib/trading/optimise/make-space";
import type { ParameterSpace } from "@/lib/trading/optimise/space";
import type { Strategy } from "@/lib/trading/strategies/strategy";
import { benchTask } from "./rules.ts";

const range = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n) => from + n * step);

/** The yardstick's combinations, and for `rsimacd` 1,000 of what its loop can turn: the windows of RSI and MACD (rsimacd-loop.mjs). */
function gridOf(name: string, combos: number): Readonly<Record<string, readonly number[]>> {
  if (name === "rsimacd") {
    const [fast, slow, signal, rsi] = [range(8, 16, 2), range(20, 32, 3), range(7, 13, 2), range(8, 26, 2)];
    return combos <= 100 ? { slow, signal: signal.slice(0, 2), rsi } : { fast, slow, signal, rsi };
  }
  return combos <= 100 ? { fast: range(7, 16), slow: range(21, 39, 2) } : { fast: range(5, 29), slow: range(30, 69) };
}

/** @throws Error unless there are exactly `combos` of them */
export function benchSpace(
  name: string,
  combos: number,
): { readonly strategy: Strategy; readonly space: ParameterSpace } {
  const { strategy, parameters } = benchTask(name);
  const space = makeSpace(strategy.parameters, { around: parameters, vary: [], grid: gridOf(name, combos) });
  if (!space.ok) throw new Error(space.detail);
  const count = space.value.axes.reduce((product, axis) => product * axis.values.length, 1);
  if (count !== combos) throw new Error(`--combos is 100 or 1000, not ${combos}`);
  return { strategy, space: space.value };
}
