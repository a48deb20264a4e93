import { type ComputeTasks, StrategyFault, type StrategyRef, type TaskName } from "@/lib/ports/compute";
import { runBacktest } from "@/lib/trading/backtest/run-backtest";
import { measure } from "@/lib/trading/stats/metrics";
import { findBuiltIn } from "@/lib/trading/strategies/built-in";
import type { Strategy } from "@/lib/trading/strategies/strategy";
import { barsBetweenLooks, type Gauge } from "./gauge.ts";

type Task<Name extends TaskName> = (
  input: ComputeTasks[Name]["input"],
  gauge: Gauge,
) => Promise<{ readonly output: ComputeTasks[Name]["output"]; readonly transfer: readonly ArrayBuffer[] }>;

/** What a thread can do, by name. */
export const TASKS: { readonly [Name in TaskName]: Task<Name> } = {
  async run({ bars, strategy: ref, parameters, settings }, gauge) {
    const strategy = await strategyOf(ref);
    gauge.begin(bars.length);
    const result = runBacktest(bars, strategy, parameters, settings, {
      watch: {
        everyBars: barsBetweenLooks(bars.length),
        onBar(bar, equity) {
          gauge.note(bar + 1, equity);
          return !gauge.isAskedToStop();
        },
      },
    });
    const output = { result, metrics: measure(result, bars, settings) };
    return { output, transfer: buffersOf([result.equity, ...columnsOf(result.trades)]) };
  },
};

async function strategyOf(ref: StrategyRef): Promise<Strategy> {
  if ("name" in ref) {
    const found = findBuiltIn(ref.name);
    if (found === undefined) throw new StrategyFault(`There is no strategy ${ref.name}.`);
    return found;
  }
  const module = (await import(ref.file)) as { readonly default: Strategy };
  return module.default;
}

function columnsOf(trades: object): ArrayBufferView[] {
  return Object.values(trades).filter((value): value is ArrayBufferView => ArrayBuffer.isView(value));
}

/** Memory that goes over whole instead of being copied, each once. */
function buffersOf(views: readonly ArrayBufferView[]): ArrayBuffer[] {
  const buffers = views.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
  return [...new Set(buffers)];
}
