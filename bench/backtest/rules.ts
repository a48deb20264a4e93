import type { Log } from "@/lib/ports/log";
import type { RunSettings } from "@/lib/trading/engine/settings";
import { DEFAULT_SETTINGS } from "@/lib/trading/engine/settings";
import { findBuiltIn } from "@/lib/trading/strategies/built-in";
import { readParameters } from "@/lib/trading/strategies/read-parameters";
import type { ParameterValues, Strategy } from "@/lib/trading/strategies/strategy";

/** The bench's trading rules in our words: one unit a trade, fee 0.1 %, what is open is sold at the last close. */
export const BENCH_SETTINGS: RunSettings = {
  ...DEFAULT_SETTINGS,
  cash: 1_000_000,
  sizing: { type: "units", value: 1 },
  atEnd: "close",
  barMs: 60_000,
};

const TASKS: Readonly<
  Record<string, { readonly strategy: string; readonly parameters: Readonly<Record<string, unknown>> }>
> = {
  sma: { strategy: "sma-cross", parameters: { fast: 10, slow: 30, mode: "reverse" } },
  rsimacd: {
    strategy: "rsi-macd",
    parameters: { rsiMax: 50, stopPct: 0.5, targetPct: 1, side: "both", exitOnCross: false },
  },
};

export interface BenchTask {
  readonly strategy: Strategy;
  readonly parameters: ParameterValues;
}

/** @throws Error for a strategy that the bench does not know */
export function benchTask(name: string, changed: Readonly<Record<string, unknown>> = {}): BenchTask {
  const task = TASKS[name];
  const strategy = task === undefined ? undefined : findBuiltIn(task.strategy);
  if (task === undefined || strategy === undefined)
    throw new Error(`--strategy is ${Object.keys(TASKS).join(" or ")}, not ${name}`);
  const read = readParameters(strategy.parameters, { ...task.parameters, ...changed }, strategy.check);
  if (!read.ok) throw new Error(read.detail);
  return { strategy, parameters: read.value };
}

/** Only what went wrong is said: stdout belongs to the line of JSON. */
export const SILENT: Log = {
  debug() {},
  info() {},
  warn() {},
  error: (fields, message) => console.error(message, fields),
};
