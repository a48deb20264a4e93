import { engageSwitchIn } from "@/lib/features/orders/kill-switch";
import type { Ctx } from "@/lib/ports/ctx";
import { endSession } from "../repository.ts";

/**
 * Ends a live session and stops its trading in one transaction: nothing is entered from that commit on, what rests is cancelled, and its positions are kept
 * with their stops or closed. @returns false when it does not run (any more), or is not this user's
 */
export async function endLiveSession(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  { id, userId }: { readonly id: string; readonly userId: string },
  end: { readonly by: string | null; readonly reason: string; readonly positions: "keep" | "close" },
): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const { by, reason, positions } = end;
    const ended = await endSession(tx, ctx.clock.now(), id, { userId, state: "STOPPED", reason, text: reason });
    if (ended) await engageSwitchIn(ctx, tx, { scope: "SESSION", key: id, by, reason, positions });
    return ended;
  });
}
