import type { ClosedDay } from "@/lib/features/copies/closed-days-queries";
import { dec, plain } from "@/lib/kernel/decimal";
import { DAY_MS } from "@/lib/kernel/time";

export type PnlPeriod = "day" | "week" | "month";

/** What closed in one UTC day, week (from Monday) or month, after all fees, and the sum up to its end. Exact decimal strings. */
export interface PnlRow {
  /** The first day of the period: `2026-01-26`. */
  readonly from: string;
  readonly pnl: string;
  readonly trades: number;
  readonly cumulative: string;
}

/** Days as periods, in their order. Periods in which nothing closed are not listed: the sum stands. */
export function pnlPeriods(days: readonly ClosedDay[], period: PnlPeriod): readonly PnlRow[] {
  let cumulative = dec(0);
  return [...Map.groupBy(days, ({ day }) => beginOf(day, period))].map(([from, within]) => {
    const pnl = within.reduce((sum, each) => sum.plus(dec(each.pnl)), dec(0));
    cumulative = cumulative.plus(pnl);
    const trades = within.reduce((sum, each) => sum + each.trades, 0);
    return { from, pnl: plain(pnl), trades, cumulative: plain(cumulative) };
  });
}

function beginOf(day: string, period: PnlPeriod): string {
  if (period === "day") return day;
  if (period === "month") return `${day.slice(0, 7)}-01`;
  const at = Date.parse(`${day}T00:00:00Z`);
  const sinceMonday = (new Date(at).getUTCDay() + 6) % 7;
  return new Date(at - sinceMonday * DAY_MS).toISOString().slice(0, 10);
}
