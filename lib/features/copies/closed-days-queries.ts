import { Prisma } from "@/lib/db/client";
import { dec, plain } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";

/** What closed on one UTC day, after all fees: on paper in USDT, live in dollars. */
export interface ClosedDay {
  /** `2026-01-31` */
  readonly day: string;
  readonly pnl: string;
  readonly trades: number;
}

export interface ClosedMonth {
  readonly month: string;
  readonly pnl: string;
  readonly trades: number;
}

export interface ClosedDays {
  /** Days on which a position closed, oldest first. */
  readonly days: readonly ClosedDay[];
  /** Newest first. */
  readonly months: readonly ClosedMonth[];
  readonly total: string;
}

/**
 * Results of the user's positions on paper, or live, that closed at or after `from`, by UTC day and month: the sums of what the list of trades
 * shows, on paper in USDT, live in dollars at what each coin was worth when its trade was planned. The two are never added up.
 */
export async function closedDays(
  { db }: Pick<Ctx, "db">,
  userId: string,
  from: UtcMs,
  mode: "PAPER" | "LIVE" = "PAPER",
): Promise<ClosedDays> {
  const rows = await db.$queryRaw<{ day: string; pnl: string; trades: number }[]>(Prisma.sql`
    SELECT to_char("closedAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, sum(("grossPnl" - fees) * "usdPerQuote")::text AS pnl, count(*)::int AS trades
    FROM positions
    WHERE "userId" = ${userId} AND mode = ${mode}::"TradeMode" AND state = 'CLOSED' AND "closedAt" >= ${new Date(from)}
    GROUP BY 1 ORDER BY 1`);
  const days = rows.map((row): ClosedDay => ({ ...row, pnl: plain(dec(row.pnl)) }));
  const months = [...Map.groupBy(days, ({ day }) => day.slice(0, 7))].map(
    ([month, inMonth]): ClosedMonth => ({
      month,
      pnl: sumOf(inMonth),
      trades: inMonth.reduce((sum, { trades }) => sum + trades, 0),
    }),
  );
  return { days, months: months.reverse(), total: sumOf(days) };
}

/** What closed in [from, to), after all fees. */
export async function closedBetween(
  { db }: Pick<Ctx, "db">,
  userId: string,
  from: UtcMs,
  to: UtcMs,
): Promise<{ readonly pnl: string; readonly trades: number; readonly wins: number }> {
  const [row] = await db.$queryRaw<{ pnl: string; trades: number; wins: number }[]>(Prisma.sql`
    SELECT coalesce(sum("grossPnl" - fees), 0)::text AS pnl, count(*)::int AS trades,
      (count(*) FILTER (WHERE "grossPnl" > fees))::int AS wins
    FROM positions
    WHERE "userId" = ${userId} AND mode = 'PAPER' AND state = 'CLOSED'
      AND "closedAt" >= ${new Date(from)} AND "closedAt" < ${new Date(to)}`);
  return { pnl: plain(dec(row?.pnl ?? "0")), trades: row?.trades ?? 0, wins: row?.wins ?? 0 };
}

function sumOf(days: readonly ClosedDay[]): string {
  return plain(days.reduce((sum, { pnl }) => sum.plus(dec(pnl)), dec(0)));
}
