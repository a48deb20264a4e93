import type { Ctx } from "@/lib/ports/ctx";
import { type MonthlyReturn, monthlyReturns } from "@/lib/trading/stats/monthly-returns";
import { type ReturnBin, tradeDistribution } from "@/lib/trading/stats/trade-distribution";
import { hourGroups, sideGroups, type TradeGroup, weekdayGroups } from "@/lib/trading/stats/trade-groups";
import { keptResultOf } from "./queries.ts";
import { type TradeView, tradeViews } from "./view.ts";

/** What a report draws of one finished run. */
export interface ReportView {
  /** [close time ms, equity]: at most about two points for each of `CURVE_POINTS` stretches, extremes kept. */
  readonly curve: readonly (readonly [time: number, equity: number])[];
  readonly trades: readonly TradeView[];
  readonly months: readonly MonthlyReturn[];
  readonly distribution: readonly ReturnBin[];
  readonly sides: { readonly long: TradeGroup; readonly short: TradeGroup };
  /** By UTC hour and weekday (Monday first) of the entry. */
  readonly hours: readonly TradeGroup[];
  readonly weekdays: readonly TradeGroup[];
  /** Open of the first bar and close of the last, milliseconds UTC. */
  readonly from: number;
  readonly to: number;
}

const CURVE_POINTS = 600;

/** Null before it is done, and for a stranger's. */
export async function reportOf(ctx: Pick<Ctx, "db">, userId: string, id: string): Promise<ReportView | null> {
  const kept = await keptResultOf(ctx, userId, id);
  if (kept === null) return null;
  const { result, time, barMs } = kept;
  const { trades, equity } = result;
  return {
    curve: thinCurve(time, equity, barMs),
    trades: tradeViews(result, time),
    months: monthlyReturns(time, equity),
    distribution: tradeDistribution(trades),
    sides: sideGroups(trades),
    hours: hourGroups(trades, time),
    weekdays: weekdayGroups(trades, time),
    from: time[0] ?? 0,
    to: (time[time.length - 1] ?? 0) + barMs,
  };
}

/** Each stretch gives its lowest and its highest point in their order, so that no drawdown is thinned away; the ends are kept. */
export function thinCurve(time: Float64Array, equity: Float64Array, barMs: number): [number, number][] {
  const bars = equity.length;
  const at = (bar: number): [number, number] => [(time[bar] ?? 0) + barMs, equity[bar] ?? 0];
  if (bars <= 2 * CURVE_POINTS) return Array.from({ length: bars }, (_, bar) => at(bar));
  const rows = new Set<number>([0]);
  for (let stretch = 0; stretch < CURVE_POINTS; stretch++) {
    const end = Math.floor(((stretch + 1) * bars) / CURVE_POINTS);
    let low = Math.floor((stretch * bars) / CURVE_POINTS);
    let high = low;
    for (let bar = low; bar < end; bar++) {
      const value = equity[bar] ?? 0;
      if (value < (equity[low] ?? 0)) low = bar;
      if (value > (equity[high] ?? 0)) high = bar;
    }
    rows.add(Math.min(low, high)).add(Math.max(low, high));
  }
  rows.add(bars - 1);
  return [...rows].sort((a, b) => a - b).map(at);
}
