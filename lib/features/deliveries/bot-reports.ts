import { getPaperAccount } from "@/lib/features/copies/account-queries";
import { closedBetween } from "@/lib/features/copies/closed-days-queries";
import { listPositions } from "@/lib/features/copies/queries";
import { dec } from "@/lib/kernel/decimal";
import { dayIn, dayStart, shiftDay } from "@/lib/kernel/zone";
import type { Ctx } from "@/lib/ports/ctx";
import { priceText } from "@/lib/trading/market/price-text";
import { quoteCoin } from "@/lib/trading/market/symbol";
import { signedMoney } from "./signed-money.ts";

const POSITIONS_SHOWN = 15;

/** What /pnl answers: today and the last seven days on the user's own calendar, and the paper account as it stands. */
export async function pnlText(ctx: Ctx, userId: string, timeZone: string): Promise<string> {
  const now = ctx.clock.now();
  const today = dayIn(now, timeZone);
  const end = dayStart(shiftDay(today, 1), timeZone);
  const [day, week, account] = await Promise.all([
    closedBetween(ctx, userId, dayStart(today, timeZone), end),
    closedBetween(ctx, userId, dayStart(shiftDay(today, -6), timeZone), end),
    getPaperAccount(ctx, userId),
  ]);
  if (account === null) return "You have no paper account yet. Follow a strategy on paper to begin.";
  return [
    `Paper, ${today} (${timeZone.replace(/_/g, " ")})`,
    `Closed today: ${signedMoney(day.pnl)} USDT in ${trades(day.trades)}`,
    `Last 7 days: ${signedMoney(week.pnl)} USDT in ${trades(week.trades)}`,
    `Open now: ${signedMoney(account.unrealisedPnl)} USDT in ${account.openPositions} ${account.openPositions === 1 ? "position" : "positions"}`,
    `Equity: ${signedMoney(account.equity, false)} USDT`,
  ].join("\n");
}

/** What /positions answers: each with what it is held with, since one chat tells of paper and real money. */
export async function positionsText(ctx: Ctx, userId: string): Promise<string> {
  const { items, nextCursor } = await listPositions(ctx, userId, { state: "OPEN", limit: POSITIONS_SHOWN });
  if (items.length === 0) return "Nothing is open.";
  const lines = items.map((position) => {
    const pnl = position.pnl === null ? "no price" : `${signedMoney(position.pnl)} ${quoteCoin(position.symbol)}`;
    const stop = position.stopLoss === null ? "" : `, stop ${priceText(dec(position.stopLoss))}`;
    const held = `${position.side === "LONG" ? "Long" : "Short"} ${position.symbol} ${position.mode === "LIVE" ? "live" : "on paper"}`;
    return `${held}: ${position.qty} at ${priceText(dec(position.entryPrice))}${stop}, ${pnl}`;
  });
  return [...lines, ...(nextCursor === null ? [] : ["… and more on the site"])].join("\n");
}

function trades(count: number): string {
  return `${count} ${count === 1 ? "trade" : "trades"}`;
}
