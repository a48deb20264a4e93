import type { Actor } from "@/lib/kernel/actor";
import type { Ctx } from "@/lib/ports/ctx";
import type { MarkUnreadInput } from "./input.ts";
import { markUnread } from "./repository.ts";

/** Takes a mark back: of one own notification, or of all that were marked at one moment. @returns how many */
export function markNotificationsUnread(
  ctx: Pick<Ctx, "db">,
  actor: Pick<Actor, "userId">,
  which: MarkUnreadInput,
): Promise<number> {
  return markUnread(ctx.db, actor.userId, which);
}
