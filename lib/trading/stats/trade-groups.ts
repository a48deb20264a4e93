import { DAY_MS, HOUR_MS } from "@/lib/kernel/time";
import type { TradeColumns } from "../backtest/result.ts";

/** Closed trades of one kind, in quote money. */
export interface TradeGroup {
  readonly trades: number;
  readonly wins: number;
  readonly winRatePct: number | null;
  readonly pnl: number;
  readonly fees: number;
  readonly expectancy: number | null;
  /** Null when nothing was lost. */
  readonly profitFactor: number | null;
}

/** Figures for each side. */
export function sideGroups(trades: TradeColumns): { readonly long: TradeGroup; readonly short: TradeGroup } {
  const [long, short] = groupTrades(trades, 2, (row) => ((trades.side[row] ?? 1) > 0 ? 0 : 1));
  return { long: long ?? EMPTY, short: short ?? EMPTY };
}

/** Figures for each of the 24 hours of the UTC day in which trades were entered. `time`: the bars' open times. */
export function hourGroups(trades: TradeColumns, time: Float64Array): readonly TradeGroup[] {
  return groupTrades(trades, 24, (row) => Math.floor((time[trades.entryBar[row] ?? 0] ?? 0) / HOUR_MS) % 24);
}

/** Figures for each UTC weekday of the entry, Monday first. */
export function weekdayGroups(trades: TradeColumns, time: Float64Array): readonly TradeGroup[] {
  // 1 January 1970 was a Thursday
  return groupTrades(trades, 7, (row) => (Math.floor((time[trades.entryBar[row] ?? 0] ?? 0) / DAY_MS) + 3) % 7);
}

const EMPTY: TradeGroup = {
  trades: 0,
  wins: 0,
  winRatePct: null,
  pnl: 0,
  fees: 0,
  expectancy: null,
  profitFactor: null,
};

function groupTrades(trades: TradeColumns, groups: number, groupOf: (row: number) => number): TradeGroup[] {
  const sums = Array.from({ length: groups }, () => ({ trades: 0, wins: 0, won: 0, lost: 0, fees: 0 }));
  for (let row = 0; row < trades.length; row++) {
    const sum = sums[groupOf(row)];
    if (sum === undefined) continue;
    const pnl = trades.pnl[row] ?? 0;
    sum.trades++;
    sum.fees += trades.fees[row] ?? 0;
    if (pnl > 0) {
      sum.wins++;
      sum.won += pnl;
    } else sum.lost -= pnl;
  }
  return sums.map(({ trades: count, wins, won, lost, fees }) => ({
    trades: count,
    wins,
    winRatePct: count > 0 ? (wins / count) * 100 : null,
    pnl: won - lost,
    fees,
    expectancy: count > 0 ? (won - lost) / count : null,
    profitFactor: lost > 0 ? won / lost : null,
  }));
}
