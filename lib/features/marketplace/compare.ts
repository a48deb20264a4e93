import type { MonthReturn } from "@/lib/trading/stats/track-record";
import { figuresOf, type RecordFigures, type RecordPoint } from "./record.ts";

export interface Compared {
  readonly points: readonly RecordPoint[];
  readonly from: number;
  /** Now, or when it was closed. */
  readonly until: number;
}

export interface SamePeriod {
  readonly from: number;
  readonly to: number;
  /** Each record cut to the period and started again at 1 there. */
  readonly points: readonly (readonly RecordPoint[])[];
  readonly figures: readonly RecordFigures[];
}

/** Cuts records to the time in which all of them ran, so that nobody is compared by his luckier years. Null when there is no such time. */
export function samePeriod(records: readonly Compared[]): SamePeriod | null {
  if (records.length === 0 || records.some((record) => record.points.length === 0)) return null;
  const from = Math.max(...records.map((record) => record.from));
  const to = Math.min(...records.map((record) => record.until));
  const points = records.map((record) => cut(record.points, from, to));
  if (to <= from || points.some((one) => one.length === 0)) return null;
  return { from, to, points, figures: points.map((one) => figuresOf(one, from, to)) };
}

function cut(points: readonly RecordPoint[], from: number, to: number): RecordPoint[] {
  const base = points.filter(([at]) => at < from).at(-1)?.[1] ?? 1;
  if (base <= 0) return [];
  return points.filter(([at]) => at >= from && at <= to).map(([at, factor]) => [at, factor / base] as const);
}

/** Pearson's correlation of two strategies' monthly returns over the months both have; null under three months or without any movement. */
export function correlation(a: readonly MonthReturn[], b: readonly MonthReturn[]): number | null {
  const other = new Map(b.map((month) => [month.month, month.returnPct]));
  const pairs = a.flatMap((month) => {
    const found = other.get(month.month);
    return found === undefined ? [] : [[month.returnPct, found] as const];
  });
  if (pairs.length < 3) return null;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanA = mean(pairs.map(([x]) => x));
  const meanB = mean(pairs.map(([, y]) => y));
  let together = 0;
  let spreadA = 0;
  let spreadB = 0;
  for (const [x, y] of pairs) {
    together += (x - meanA) * (y - meanB);
    spreadA += (x - meanA) ** 2;
    spreadB += (y - meanB) ** 2;
  }
  return spreadA === 0 || spreadB === 0 ? null : together / Math.sqrt(spreadA * spreadB);
}
