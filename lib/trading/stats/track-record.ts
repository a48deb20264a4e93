import { type UtcMs, utcDay } from "@/lib/kernel/time";

export interface ClosedTrade {
  readonly openedAt: UtcMs;
  readonly closedAt: UtcMs;
  /** Net result in percent of the entry value. */
  readonly returnPct: number;
}

export interface MonthReturn {
  /** `YYYY-MM`, UTC, by the time of closing. */
  readonly month: string;
  readonly returnPct: number;
  readonly trades: number;
}

/** Figures of Metrics v1 that a list of closed trades defines. What is undefined is null, never 0 or infinity. */
export interface TrackRecord {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly winRatePct: number | null;
  /** Each trade with the whole stake, one after the other. */
  readonly returnPct: number | null;
  /** Each trade with the same stake: the plain sum. */
  readonly simpleReturnPct: number | null;
  /** 0 or below: the deepest fall below the running maximum of equity after each trade, the start included. */
  readonly maxDrawdownPct: number | null;
  readonly profitFactor: number | null;
  readonly expectancyPct: number | null;
  readonly avgWinPct: number | null;
  readonly avgLossPct: number | null;
  readonly bestTradePct: number | null;
  readonly worstTradePct: number | null;
  readonly worstMonthPct: number | null;
  readonly lossesInRow: number;
  readonly avgTradeMs: number | null;
  readonly longestTradeMs: number | null;
  /** From the month of the first closing to that of the last, quiet ones as 0. */
  readonly months: readonly MonthReturn[];
  /** `[time, value]` after each closing, 100 at the start. */
  readonly equity: readonly (readonly [time: UtcMs, value: number])[];
}

/** @param trades in any order; they count in order of closing. A win is a result above 0 (golden/README.md), anything else a loss. */
export function trackRecord(trades: readonly ClosedTrade[]): TrackRecord {
  const ordered = [...trades].sort((a, b) => a.closedAt - b.closedAt || a.openedAt - b.openedAt);
  const returns = ordered.map((trade) => trade.returnPct);
  const wins = returns.filter((value) => value > 0);
  const losses = returns.filter((value) => value <= 0);
  const lost = Math.abs(sum(losses));
  const durations = ordered.map((trade) => trade.closedAt - trade.openedAt);
  const equity = equityOf(ordered);
  const months = monthsOf(ordered);
  const any = ordered.length > 0;
  return {
    trades: ordered.length,
    wins: wins.length,
    losses: losses.length,
    winRatePct: any ? (wins.length / ordered.length) * 100 : null,
    returnPct: any ? (equity.at(-1)?.[1] ?? 100) - 100 : null,
    simpleReturnPct: any ? sum(returns) : null,
    maxDrawdownPct: any ? deepestFall(equity.map(([, value]) => value)) : null,
    profitFactor: lost > 0 ? sum(wins) / lost : null,
    expectancyPct: mean(returns),
    avgWinPct: mean(wins),
    avgLossPct: mean(losses),
    bestTradePct: any ? Math.max(...returns) : null,
    worstTradePct: any ? Math.min(...returns) : null,
    worstMonthPct: any ? Math.min(...months.map((month) => month.returnPct)) : null,
    lossesInRow: longestRun(returns, (value) => value <= 0),
    avgTradeMs: mean(durations),
    longestTradeMs: any ? Math.max(...durations) : null,
    months,
    equity,
  };
}

/** A loss of more than all (a short can) leaves nothing, not less. */
function grow(value: number, returnPct: number): number {
  return value * Math.max(0, 1 + returnPct / 100);
}

function equityOf(ordered: readonly ClosedTrade[]): [UtcMs, number][] {
  const first = ordered[0];
  if (first === undefined) return [];
  let value = 100;
  const points: [UtcMs, number][] = [[first.openedAt, value]];
  for (const trade of ordered) {
    value = grow(value, trade.returnPct);
    points.push([trade.closedAt, value]);
  }
  return points;
}

function monthsOf(ordered: readonly ClosedTrade[]): MonthReturn[] {
  const byMonth = new Map<string, { value: number; trades: number }>();
  for (const trade of ordered) {
    const month = utcDay(trade.closedAt).slice(0, 7);
    const { value, trades } = byMonth.get(month) ?? { value: 1, trades: 0 };
    byMonth.set(month, { value: grow(value, trade.returnPct), trades: trades + 1 });
  }
  const names = [...byMonth.keys()];
  const [first, last] = [names[0], names.at(-1)];
  if (first === undefined || last === undefined) return [];
  return monthsBetween(first, last).map((month) => {
    const { value, trades } = byMonth.get(month) ?? { value: 1, trades: 0 };
    return { month, returnPct: (value - 1) * 100, trades };
  });
}

function monthsBetween(first: string, last: string): string[] {
  const number = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1;
  const names: string[] = [];
  for (let at = number(first); at <= number(last); at += 1)
    names.push(`${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`);
  return names;
}

function deepestFall(values: readonly number[]): number {
  let top = Number.NEGATIVE_INFINITY;
  let deepest = 0;
  for (const value of values) {
    top = Math.max(top, value);
    deepest = Math.min(deepest, (value / top - 1) * 100);
  }
  return deepest;
}

function longestRun<T>(values: readonly T[], belongs: (value: T) => boolean): number {
  let run = 0;
  let longest = 0;
  for (const value of values) {
    run = belongs(value) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}
