import { type Command, InvalidArgumentError, Option } from "commander";
import { timeFromText } from "@/lib/kernel/time";
import { TIMEFRAMES } from "@/lib/trading/market/timeframe";
import type { Sizing } from "@/lib/trading/orders/order";

/** What backtest, optimize and walkforward are all told. */
export interface RunOptions {
  readonly strategy: string;
  readonly data?: string;
  readonly funding?: string;
  readonly exchange?: string;
  readonly symbol?: string;
  readonly timeframe?: string;
  readonly from?: number;
  readonly to?: number;
  readonly allowGaps?: boolean;
  readonly param: Readonly<Record<string, string>>;
  readonly fee?: number;
  readonly makerFee?: number;
  readonly slippageBps: number;
  readonly spreadBps: number;
  readonly cash?: number;
  readonly leverage: number;
  readonly maintenanceMargin: number;
  readonly sizing?: Sizing;
  readonly tick: number;
  readonly lot: number;
  readonly minNotional: number;
  readonly pyramiding: number;
  readonly closeAtEnd?: boolean;
  readonly seed: number;
  readonly json?: boolean;
}

/** Adds them to a command, with the bounds that are refused by name. */
export function addRunOptions(command: Command): Command {
  return command
    .requiredOption(
      "--strategy <name|file>",
      "a built-in strategy, a .js or .ts file that exports one by default, or a .pine script",
    )
    .option("--data <file>", "CSV, ccxt JSON or feather, .gz too: no database is needed")
    .option("--funding <file>", "with --data: timestamp,funding_rate of a swap, .gz too")
    .option("--exchange <id>", "of the candle store, with --symbol and --timeframe")
    .option("--symbol <symbol>", "BTC/USDT, a perpetual BTC/USDT:USDT; BTCUSDT is accepted")
    .addOption(new Option("--timeframe <name>", "where the data do not show it").choices(TIMEFRAMES))
    .option("--from <time>", "first bar, ISO time", timeOf)
    .option("--to <time>", "end, ISO time; this bar is left out", timeOf)
    .option("--allow-gaps", "run over missing bars: nothing fills there")
    .option("--param <name=value>", "a parameter of the strategy; may be given again", pairOf, {})
    .option("--fee <rate>", "part of the notional, on each side (default: 0.001, or a script's own)", rangeOf(0, 0.1))
    .option("--maker-fee <rate>", "of limit fills, where it is another", rangeOf(0, 0.1))
    .option("--slippage-bps <bps>", "against us, on every fill but a limit's", rangeOf(0, 1_000), 0)
    .option("--spread-bps <bps>", "whole distance of bid and ask", rangeOf(0, 1_000), 0)
    .option("--cash <amount>", "quote money at the start (default: 10000, or a script's own)", rangeOf(1e-9, 1e15))
    .option("--leverage <times>", "1 on spot; more makes it a swap", rangeOf(1, 125), 1)
    .option("--maintenance-margin <rate>", "of a swap: liquidated when no more of it is left", rangeOf(0, 0.5), 0.005)
    .option("--sizing <kind:value>", "units:5000 | quote:1000 | equityPct:95 | riskPct:1", sizingOf)
    .option("--tick <step>", "prices round to it; not given: not rounded", rangeOf(0, 1e9), 0)
    .option("--lot <step>", "amounts round down to it; not given: not rounded", rangeOf(0, 1e9), 0)
    .option("--min-notional <amount>", "smaller entries are not made", rangeOf(0, 1e12), 0)
    .option("--pyramiding <entries>", "entries open in one direction at once", wholeOf(1, 100), 1)
    .option("--close-at-end", "sell what is open at the last close")
    .option("--seed <number>", "begins every drawing of lots", wholeOf(0, 4_294_967_295), 1)
    .option("--json", "print JSON alone on stdout");
}

export function rangeOf(min: number, max: number) {
  return (text: string): number => {
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number from ${min} to ${max}.`);
  };
}

export function wholeOf(min: number, max: number) {
  return (text: string): number => {
    if (/^\d+$/.test(text.trim()) && Number(text) >= min && Number(text) <= max) return Number(text);
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };
}

function timeOf(text: string): number {
  const at = timeFromText(text);
  if (at === null) throw new InvalidArgumentError("It must be an ISO time such as 2024-03-01T00:00:00Z.");
  return at;
}

function pairOf(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError("It must be name=value, like fast=10.");
  return { ...before, [name.trim()]: value.trim() };
}

function sizingOf(text: string): Sizing {
  const [, type, value] = /^(units|quote|equityPct|riskPct):(.+)$/.exec(text) ?? [];
  if (type === undefined || value === undefined)
    throw new InvalidArgumentError("It must be units:5000, quote:1000, equityPct:95 or riskPct:1.");
  const max = type === "equityPct" || type === "riskPct" ? 100 : 1e15;
  return { type: type as Sizing["type"], value: rangeOf(Number.MIN_VALUE, max)(value) };
}
