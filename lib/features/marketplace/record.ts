import { DAY_MS } from "@/lib/kernel/time";

/** One closed trade of a record: when it closed and the equity factor after it (1 at the start). */
export type RecordPoint = readonly [closedAtMs: number, factor: number];

/** Figures of one record, worst first. Observed numbers in percent; null is undefined by its formula, never 0. */
export interface RecordFigures {
  readonly tradeCount: number;
  readonly maxDrawdownPct: number | null;
  /** Longest time from a high to the next one, or to the end when it is not reached yet, in days. */
  readonly longestDrawdownDays: number | null;
  /** Whether the longest one is the one that runs now. */
  readonly inLongestDrawdown: boolean;
  readonly worstMonthPct: number | null;
  readonly lossesInARow: number;
  readonly worstTradePct: number | null;
  readonly returnPct: number | null;
  readonly profitFactor: number | null;
  readonly wonPct: number | null;
  readonly meanTradePct: number | null;
  readonly days: number;
  readonly months: readonly MonthReturn[];
  readonly tradeResults: readonly number[];
}

export interface MonthReturn {
  /** `2026-01`, UTC */
  readonly month: string;
  readonly returnPct: number;
}

/** Reads a stored series; what is not a pair of finite numbers is left out, so that a bad row cannot break a page. */
export function recordOf(equity: unknown): RecordPoint[] {
  if (!Array.isArray(equity)) return [];
  return equity.flatMap((row: unknown) => {
    if (!Array.isArray(row)) return [];
    const at = Number(row[0]);
    const factor = Number(row[1]);
    return Number.isFinite(at) && Number.isFinite(factor) ? [[at, factor] as const] : [];
  });
}

/** Net result of each closed trade in percent of the equity before it. */
export function tradeResults(points: readonly RecordPoint[]): number[] {
  let before = 1;
  return points.map(([, factor]) => {
    const result = before > 0 ? (factor / before - 1) * 100 : 0;
    before = factor;
    return result;
  });
}

/** Every figure is computed from the closed trades alone, the first one starting at a factor of 1. `startMs` is when the record began. */
export function figuresOf(points: readonly RecordPoint[], startMs: number | null, nowMs: number): RecordFigures {
  const results = tradeResults(points);
  const first = startMs ?? points[0]?.[0] ?? nowMs;
  const drawdown = drawdownOf(points, first, nowMs);
  const months = monthsOf(points);
  const gains = results.filter((result) => result > 0);
  const losses = results.filter((result) => result < 0);
  const lost = Math.abs(losses.reduce((sum, result) => sum + result, 0));
  const last = points.at(-1)?.[1];
  return {
    tradeCount: points.length,
    ...drawdown,
    worstMonthPct: months.length === 0 ? null : Math.min(...months.map((month) => month.returnPct)),
    lossesInARow: longestRun(results),
    worstTradePct: results.length === 0 ? null : Math.min(...results),
    returnPct: last === undefined ? null : (last - 1) * 100,
    profitFactor: lost === 0 ? null : gains.reduce((sum, result) => sum + result, 0) / lost,
    wonPct: results.length === 0 ? null : (gains.length / results.length) * 100,
    meanTradePct: results.length === 0 ? null : results.reduce((sum, result) => sum + result, 0) / results.length,
    days: points.length === 0 ? 0 : Math.max(0, Math.round((nowMs - first) / DAY_MS)),
    months,
    tradeResults: results,
  };
}

function drawdownOf(
  points: readonly RecordPoint[],
  startMs: number,
  nowMs: number,
): Pick<RecordFigures, "maxDrawdownPct" | "longestDrawdownDays" | "inLongestDrawdown"> {
  if (points.length === 0) return { maxDrawdownPct: null, longestDrawdownDays: null, inLongestDrawdown: false };
  let peak = 1;
  let peakAt = startMs;
  let deepest = 0;
  let longest = 0;
  for (const [at, factor] of points) {
    if (factor >= peak) {
      // back at the high: the way down and up took from the last high to here
      if (deepestSince(points, peakAt, at, peak) < 0) longest = Math.max(longest, at - peakAt);
      peak = factor;
      peakAt = at;
    }
    deepest = Math.min(deepest, (factor / peak - 1) * 100);
  }
  const below = (points.at(-1)?.[1] ?? 1) < peak;
  const running = below ? nowMs - peakAt : 0;
  return {
    maxDrawdownPct: deepest,
    longestDrawdownDays: Math.round(Math.max(longest, running) / DAY_MS),
    inLongestDrawdown: below && running > longest && running > 0,
  };
}

/** The deepest factor between two instants, as a distance below `peak` (0 or negative). */
function deepestSince(points: readonly RecordPoint[], from: number, to: number, peak: number): number {
  return points.reduce((least, [at, factor]) => (at > from && at < to ? Math.min(least, factor - peak) : least), 0);
}

/** Returns by UTC calendar month in which a trade closed; a month without one is left out. */
function monthsOf(points: readonly RecordPoint[]): MonthReturn[] {
  const ends = new Map<string, number>();
  for (const [at, factor] of points) ends.set(new Date(at).toISOString().slice(0, 7), factor);
  let before = 1;
  return [...ends].map(([month, factor]) => {
    const returnPct = before > 0 ? (factor / before - 1) * 100 : 0;
    before = factor;
    return { month, returnPct };
  });
}

function longestRun(results: readonly number[]): number {
  let run = 0;
  let longest = 0;
  for (const result of results) {
    run = result < 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** A live record under this many days or trades is too short to judge, and is not ranked. */
export const JUDGE_FROM = { days: 180, trades: 30 } as const;

/** What a reader must know before the figures. Stands by the tape of every card. */
export function warningsOf(figures: Pick<RecordFigures, "days" | "tradeCount" | "inLongestDrawdown">): string[] {
  const warnings: string[] = [];
  if (figures.tradeCount > 0 && figures.days < JUDGE_FROM.days)
    warnings.push(`${figures.days} days live: too short to judge`);
  else if (figures.tradeCount > 0 && figures.tradeCount < JUDGE_FROM.trades)
    warnings.push(`${figures.tradeCount} trades: too few to judge`);
  if (figures.inLongestDrawdown) warnings.push("In its longest drawdown now");
  return warnings;
}
