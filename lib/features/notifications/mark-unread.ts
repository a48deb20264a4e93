import type { Actor } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";
import type { MarkUnreadInput } from "./input.ts";
import { unmarkMoment, unmarkOne } from "./mark-repository.ts";
import { markUnread } from "./repository.ts";

/** Takes a mark back: of one own notification, or of all that were marked at one moment. @returns how many */
export function markNotificationsUnread(
  ctx: Pick<Ctx, "db">,
  { userId }: Pick<Actor, "userId">,
  which: MarkUnreadInput,
): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const own = await markUnread(tx, userId, which);
    if (which.id !== undefined) return own + (await unmarkOne(tx, userId, which.id));
    return which.markedAt === undefined ? own : own + (await unmarkMoment(tx, userId, new Date(which.markedAt)));
  });
}
