import type { Ctx } from "@/lib/ports/ctx";
import { type MonthlyReturn, monthlyReturns } from "@/lib/trading/stats/monthly-returns";
import { type ReturnBin, tradeDistribution } from "@/lib/trading/stats/trade-distribution";
import { hourGroups, sideGroups, type TradeGroup, weekdayGroups } from "@/lib/trading/stats/trade-groups";
import { keptResultOf } from "./queries.ts";
import { thinRows } from "./thin-rows.ts";
import { type TradeView, tradeViews } from "./view.ts";

/** Points [close time ms, value in quote money]. */
export type Curve = readonly (readonly [time: number, value: number])[];

/** What a report draws of one finished run. */
export interface ReportView {
  /** Equity at bars' closes, as many as a chart shows, extremes kept. */
  readonly curve: Curve;
  /** What the same money would have been worth had it bought at the first close and held, without fees; empty where that was not kept. */
  readonly hold: Curve;
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

/** Null before it is done, and for a stranger's. */
export async function reportOf(ctx: Pick<Ctx, "db">, userId: string, id: string): Promise<ReportView | null> {
  const kept = await keptResultOf(ctx, userId, id);
  if (kept === null) return null;
  const { result, time, barMs, market, cash } = kept;
  const { trades, equity } = result;
  const closeOf = (bar: number): number => (time[bar] ?? 0) + barMs;
  const [firstClose = 1] = market.close;
  return {
    curve: Array.from(thinRows(equity), (bar) => [closeOf(bar), equity[bar] ?? 0]),
    hold: Array.from(market.bar, (bar, n) => [closeOf(bar), (cash * (market.close[n] ?? 0)) / firstClose]),
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
