import { openPositionsByMode } from "@/lib/features/copies/account-queries";
import { closedBetween } from "@/lib/features/copies/closed-days-queries";
import { dayIn, dayStart, minuteOfDay, shiftDay } from "@/lib/kernel/zone";
import type { Ctx } from "@/lib/ports/ctx";
import { findPnlReaders, markPnlDay, type PnlReader } from "./pnl-repository.ts";
import { insertDirect } from "./repository.ts";
import { signedMoney } from "./signed-money.ts";

/** When the day before is told: 07:00 on the reader's own clock. */
const AT_MINUTE = 7 * 60;
const BATCH = 500;

/**
 * Tells everyone who wants it how the last day of his own calendar went on paper: what closed, in sum, and what is open. A day without a trade and
 * nothing open is not worth a mail. Run each minute; the day is kept with the user and in the delivery's id, so that a repeat adds nothing,
 * and days that nobody was there to tell are not made up: yesterday's news is told, older one is not.
 */
export async function tellDailyPnl(ctx: Pick<Ctx, "db" | "clock">): Promise<number> {
  let told = 0;
  for (let after: string | null = null; ; ) {
    const readers: PnlReader[] = await findPnlReaders(ctx.db, after, BATCH);
    for (const reader of readers) if (await tellOne(ctx, reader)) told += 1;
    after = readers.at(-1)?.userId ?? null;
    if (readers.length < BATCH) return told;
  }
}

async function tellOne(ctx: Pick<Ctx, "db" | "clock">, reader: PnlReader): Promise<boolean> {
  const now = ctx.clock.now();
  const { userId, timeZone } = reader;
  if (minuteOfDay(now, timeZone) < AT_MINUTE) return false;
  const day = shiftDay(dayIn(now, timeZone), -1);
  if (reader.pnlDay !== null && reader.pnlDay >= day) return false;
  const end = dayStart(shiftDay(day, 1), timeZone);
  const [closed, { paper: open }] = await Promise.all([
    closedBetween(ctx, userId, dayStart(day, timeZone), end),
    openPositionsByMode(ctx.db, userId),
  ]);
  const isTold = closed.trades > 0 || open > 0;
  await ctx.db.transaction(async (tx) => {
    if (isTold)
      await insertDirect(
        tx,
        reader.channelIds.map((channelId) => ({
          channelId,
          subject: `pnl:${day}`,
          event: "pnl",
          title: `Your day on paper: ${signedMoney(closed.pnl)} USDT`,
          body: [
            `${day} (${timeZone.replace(/_/g, " ")})`,
            `${closed.trades} closed ${closed.trades === 1 ? "trade" : "trades"}, ${closed.wins} of them won, ${signedMoney(closed.pnl)} USDT after fees.`,
            `${open} ${open === 1 ? "position is" : "positions are"} open.`,
          ].join("\n"),
          link: "/dashboard",
        })),
        end,
      );
    await markPnlDay(tx, userId, day);
  });
  return isTold;
}
