import { dec } from "@/lib/kernel/decimal";
import { type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { AccountBook } from "./account-book.ts";
import { DAY_END_MS, dayStart } from "./account-repository.ts";
import { readMarks } from "./marks.ts";
import { findHeld, findUnmarked, insertMarks, lockAccounts } from "./repository.ts";

const BATCH = 500;

/**
 * Marks every paper account that holds something at the last prices, once in the last minute of a UTC day, so that the next day's result is measured from
 * there. Before midnight and not at it: then signals of closed candles move the same accounts. Run each minute; a run that comes late, when
 * nobody was there, dates its marks by its own time, since prices of midnight are not known any more. @returns how many it marked
 */
export async function markDayEnd(ctx: Ctx, signal: AbortSignal): Promise<number> {
  const now = ctx.clock.now();
  const since = utcMs(dayStart(utcMs(now + DAY_END_MS)) - DAY_END_MS);
  let marked = 0;
  for (let after = ""; !signal.aborted; ) {
    const userIds = await findUnmarked(ctx.db, since, after, BATCH);
    if (userIds.length > 0) marked += await mark(ctx, userIds, since);
    after = userIds.at(-1) ?? after;
    if (userIds.length < BATCH) break;
  }
  return marked;
}

/** Held until they are written: cash and positions of one moment. */
async function mark(ctx: Ctx, userIds: readonly string[], since: UtcMs): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const accounts = await lockAccounts(tx, userIds);
    const held = Map.groupBy(await findHeld(tx, userIds), ({ copy }) => copy.userId);
    const all = [...held.values()].flat().map((row) => row.held);
    const { quoteOf } = await readMarks(ctx, all);
    const marks = [...held].map(([userId, rows]) => {
      const cash = accounts.get(userId) ?? dec(0);
      const own = rows.map((row) => row.held);
      return { userId, cash, equity: new AccountBook(userId, cash, own, quoteOf).equity };
    });
    const now = ctx.clock.now();
    return (await insertMarks(tx, marks, now, now - since)).length;
  });
}
