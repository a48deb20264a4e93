import { DAY_MS, toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import { type MonthReturn, type TrackRecord, trackRecord } from "@/lib/trading/stats/track-record";

/** One closed trade of a record: when it closed and the equity factor after it, 1 at the start. */
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
  readonly lossesInRow: number;
  readonly worstTradePct: number | null;
  readonly returnPct: number | null;
  readonly profitFactor: number | null;
  readonly winRatePct: number | null;
  readonly expectancyPct: number | null;
  readonly days: number;
  readonly months: readonly MonthReturn[];
  readonly tradeResults: readonly number[];
}

/**
 * Reads a stored series as one point a closed trade. A series with one point more than trades begins with its base (at whatever scale);
 * what is not a pair of finite numbers is left out, so that a bad row cannot break a page.
 */
export function recordOf(equity: unknown, tradeCount?: number): RecordPoint[] {
  if (!Array.isArray(equity)) return [];
  const points = equity.flatMap((row: unknown) => {
    if (!Array.isArray(row)) return [];
    const at = Number(row[0]);
    const factor = Number(row[1]);
    return Number.isFinite(at) && Number.isFinite(factor) ? [[at, factor] as const] : [];
  });
  const base = points[0]?.[1] ?? 1;
  if (points.length !== (tradeCount ?? -1) + 1 || base <= 0) return points;
  return points.slice(1).map(([at, factor]) => [at, factor / base] as const);
}

/** A record as it is stored: one evidence class of strategy_stats. */
export interface StoredRecord {
  /** ISO; null while no trade has closed. */
  readonly from: string | null;
  readonly to: string | null;
  readonly tradeCount: number;
  readonly metrics: unknown;
  /** [[closedAtMs, equity factor], …] */
  readonly equity: unknown;
}

/**
 * A record as it stood at `until`: later closings are neither drawn nor counted. Null when there was none yet. How long trades lasted is not in
 * the series, so of a shortened record it is unknown.
 */
export function recordUntil<T extends StoredRecord>(row: T, until: UtcMs): T | null {
  const whole = recordOf(row.equity, row.tradeCount);
  const points = whole.filter(([at]) => at <= until);
  const last = points.at(-1);
  if (points.length === whole.length || !Array.isArray(row.equity)) return row;
  if (last === undefined) return null;
  const { equity: _equity, months: _months, ...metrics } = trackOf(points);
  return {
    ...row,
    to: toIso(utcMs(last[0])),
    tradeCount: points.length,
    metrics: { ...metrics, avgTradeMs: null, longestTradeMs: null },
    // The base, if it has one, stays.
    equity: row.equity.slice(0, row.equity.length - (whole.length - points.length)),
  };
}

/** Figures of the points alone: a trade counts as opened when it closed. */
function trackOf(points: readonly RecordPoint[]): TrackRecord {
  const results = tradeResults(points);
  return trackRecord(
    points.map(([at], index) => ({ openedAt: utcMs(at), closedAt: utcMs(at), returnPct: results[index] ?? 0 })),
  );
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

/** Every figure is computed from the closed trades alone. `startMs` is when the record began; `nowMs` ends it (the closing of a closed one). */
export function figuresOf(points: readonly RecordPoint[], startMs: number | null, nowMs: number): RecordFigures {
  const results = tradeResults(points);
  const first = startMs ?? points[0]?.[0] ?? nowMs;
  const record = trackOf(points);
  return {
    tradeCount: points.length,
    maxDrawdownPct: record.maxDrawdownPct,
    ...drawdownDays(points, first, nowMs),
    worstMonthPct: record.worstMonthPct,
    lossesInRow: record.lossesInRow,
    worstTradePct: record.worstTradePct,
    returnPct: record.returnPct,
    profitFactor: record.profitFactor,
    winRatePct: record.winRatePct,
    expectancyPct: record.expectancyPct,
    days: points.length === 0 ? 0 : Math.max(0, Math.round((nowMs - first) / DAY_MS)),
    months: record.months,
    tradeResults: results,
  };
}

/** How long equity stood below an earlier high at the longest, and whether that is now. */
function drawdownDays(
  points: readonly RecordPoint[],
  startMs: number,
  nowMs: number,
): Pick<RecordFigures, "longestDrawdownDays" | "inLongestDrawdown"> {
  if (points.length === 0) return { longestDrawdownDays: null, inLongestDrawdown: false };
  let high = 1;
  let highAt = startMs;
  let below = false;
  let longest = 0;
  for (const [at, factor] of points) {
    if (factor < high) below = true;
    else {
      if (below) longest = Math.max(longest, at - highAt);
      high = factor;
      highAt = at;
      below = false;
    }
  }
  const running = below ? nowMs - highAt : 0;
  return {
    longestDrawdownDays: Math.round(Math.max(longest, running) / DAY_MS),
    inLongestDrawdown: running > longest,
  };
}

/** A live record under this many days or trades is too short to judge: it is said on its card, and it is ranked below the others, few trades last. */
export const JUDGE_FROM = { days: 180, trades: 30 } as const;

/** What a reader must know before the figures. Stands by the tape of every card. A record that is closed ended as it stood then. */
export function warningsOf(
  figures: Pick<RecordFigures, "days" | "tradeCount" | "inLongestDrawdown">,
  closed: boolean,
): string[] {
  const warnings: string[] = [];
  const { days, tradeCount } = figures;
  if (tradeCount > 0 && days < JUDGE_FROM.days)
    warnings.push(`${days} ${days === 1 ? "day" : "days"} live: too short to judge`);
  else if (tradeCount > 0 && tradeCount < JUDGE_FROM.trades)
    warnings.push(`${tradeCount} ${tradeCount === 1 ? "trade" : "trades"}: too few to judge`);
  if (figures.inLongestDrawdown)
    warnings.push(closed ? "Closed in its longest drawdown" : "In its longest drawdown now");
  return warnings;
}
