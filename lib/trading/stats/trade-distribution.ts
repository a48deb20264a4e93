import type { TradeColumns } from "../backtest/result.ts";
import { tradeReturn } from "./trade-figures.ts";

/** Trades whose net return lies in [fromPct, toPct); the last bin includes its end. */
export interface ReturnBin {
  readonly fromPct: number;
  readonly toPct: number;
  readonly trades: number;
}

/** Widths of a bin that people can read, percent. */
const WIDTHS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

/** How the trades' net returns on their entry notional are spread, in at most `most` bins of one readable width with an edge at 0. */
export function tradeDistribution(trades: TradeColumns, most = 40): ReturnBin[] {
  if (trades.length === 0) return [];
  const returns = Array.from({ length: trades.length }, (_, row) => tradeReturn(trades, row) * 100);
  const low = Math.min(
    0,
    returns.reduce((a, b) => Math.min(a, b)),
  );
  const high = Math.max(
    0,
    returns.reduce((a, b) => Math.max(a, b)),
  );
  const width = WIDTHS.find((w) => Math.ceil(high / w) - Math.floor(low / w) <= most) ?? (high - low) / most;
  const first = Math.floor(low / width);
  const count = Math.max(1, Math.ceil(high / width) - first);
  const counts = Array.from({ length: count }, () => 0);
  for (const value of returns) {
    const bin = Math.min(count - 1, Math.floor(value / width) - first);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const edge = (bin: number): number => Number(((first + bin) * width).toPrecision(12));
  return counts.map((number, bin) => ({ fromPct: edge(bin), toPct: edge(bin + 1), trades: number }));
}
