import { Option } from "commander";
import { timeFromText } from "@/lib/kernel/time";
import { TIMEFRAMES } from "@/lib/trading/market/timeframe";

/** What names a series. */
export interface SeriesOptions {
  readonly exchange?: string;
  readonly symbol?: string;
  readonly timeframe?: string;
}

export const exchange = (): Option => new Option("--exchange <id>", "ccxt's id, e.g. binance");
export const symbol = (): Option =>
  new Option("--symbol <symbol>", "BTC/USDT, a perpetual BTC/USDT:USDT; BTCUSDT is accepted");
export const timeframe = (): Option => new Option("--timeframe <name>", TIMEFRAMES.join(" | "));
export const json = (): Option => new Option("--json", "print JSON alone on stdout");

/** @throws Error naming the option, for the person at the terminal */
export function timeOf(option: string, text: string): number {
  const at = timeFromText(text);
  if (at === null) throw new Error(`${option} must be an ISO time such as 2024-03-01T00:00:00Z, not "${text}"`);
  return at;
}

/** @throws Error when the range is none */
export function rangeOf(from: string | undefined, to: string | undefined): { from?: number; to?: number } {
  const range = {
    ...(from === undefined ? {} : { from: timeOf("--from", from) }),
    ...(to === undefined ? {} : { to: timeOf("--to", to) }),
  };
  if (range.from !== undefined && range.to !== undefined && range.from >= range.to)
    throw new Error(`--from ${from} is not before --to ${to}`);
  return range;
}
