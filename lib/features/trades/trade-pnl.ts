import { closedDays } from "@/lib/features/copies/closed-days-queries";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { TradePnlQuery } from "./input.ts";
import { type PnlRow, pnlPeriods } from "./pnl-periods.ts";

export interface TradePnl {
  readonly mode: "PAPER" | "LIVE";
  readonly period: TradePnlQuery["period"];
  readonly from: string;
  readonly items: readonly PnlRow[];
  readonly total: string;
}

/**
 * Results of closed positions since the first day (UTC) of the month `months - 1` months ago: the same sums as the history page shows, by day,
 * week or month and added up; USDT on paper, US dollars live. Paper and real money are never in one answer.
 */
export async function tradePnl(
  ctx: Pick<Ctx, "db" | "clock">,
  userId: string,
  { period, months, mode }: TradePnlQuery,
): Promise<TradePnl> {
  const now = new Date(ctx.clock.now());
  const from = utcMs(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (months - 1), 1));
  const { days, total } = await closedDays(ctx, userId, from, mode);
  return { mode, period, from: toIso(from), items: pnlPeriods(days, period), total };
}
