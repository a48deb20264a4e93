import type { RunRequest } from "@/lib/features/backtests/backtest";
import { settingsOf } from "@/lib/features/backtests/run-settings";
import type { RunSettings } from "@/lib/trading/engine/settings";
import { BAR_COLUMNS, type Bars, barsBytes, barsOver } from "@/lib/trading/market/bars";
import { TIMEFRAME_MS } from "@/lib/trading/market/timeframe";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import { type LoadedStrategy, loadStrategy, parametersOf } from "./load-strategy.ts";
import type { RunOptions } from "./options.ts";
import { type CommandBars, readBars } from "./read-bars.ts";

/** All that a command runs with, checked. */
export interface Prepared extends LoadedStrategy {
  readonly parameters: ParameterValues;
  readonly data: CommandBars;
  readonly settings: RunSettings;
  readonly barMs: number;
  readonly request: RunRequest;
}

/** @throws Error with the line that a person needs */
export async function prepare(options: RunOptions): Promise<Prepared> {
  const loaded = await loadStrategy(options.strategy);
  const { strategy, account: own } = loaded;
  const parameters = parametersOf(strategy, options.param);
  const data = await readBars(options);
  const { bars, exchange, symbol, timeframe, market, funding } = data;
  const account = settingsOf(
    {
      ...options,
      initialCapital: options.cash ?? own.initialCapital,
      fee: options.fee ?? own.fee,
      sizing: options.sizing ?? own.sizing,
    },
    market,
  );
  const barMs = TIMEFRAME_MS[timeframe];
  return {
    ...loaded,
    parameters,
    data,
    barMs,
    settings: { ...account, barMs, funding },
    request: {
      strategy: strategy.name,
      parameters,
      exchange,
      symbol,
      timeframe,
      from: bars.time[0] ?? 0,
      to: (bars.time[bars.length - 1] ?? 0) + barMs,
      settings: account,
      seed: options.seed,
    },
  };
}

/** The same bars in memory that threads share, so that none gets a copy of its own. */
export function sharedBars(bars: Bars): Bars {
  if (bars.time.buffer instanceof SharedArrayBuffer) return bars;
  const shared = barsOver(new SharedArrayBuffer(barsBytes(bars.length)), bars.length);
  for (const name of BAR_COLUMNS) shared[name].set(bars[name]);
  return shared;
}

/** A line on stderr: what a person reads, and no program. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
