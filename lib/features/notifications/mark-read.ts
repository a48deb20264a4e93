import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { MarkReadInput } from "./input.ts";
import { foldMarks, markSignalNotices } from "./mark-repository.ts";
import { markRead } from "./repository.ts";

/** A mark is taken back by its moment from the toast that it shows: within seconds. */
const FOLD_AFTER_MS = DAY_MS;

/** Marks one's own notifications read: one, those of a kind, or all. @returns how many were unread, and the moment that takes it back */
export async function markNotificationsRead(
  ctx: Pick<Ctx, "db" | "clock">,
  { userId }: Pick<Actor, "userId">,
  which: MarkReadInput,
): Promise<{ readonly count: number; readonly markedAt: UtcMs }> {
  const markedAt = ctx.clock.now();
  const count = await ctx.db.transaction(async (tx) => {
    const own = await markRead(tx, userId, which, markedAt);
    if (which.kind !== undefined && which.kind !== "signal") return own;
    await foldMarks(tx, userId, utcMs(markedAt - FOLD_AFTER_MS));
    return own + (await markSignalNotices(tx, userId, which.id ?? null, markedAt));
  });
  return { count, markedAt };
}
