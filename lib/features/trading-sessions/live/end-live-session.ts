import { appendEvent } from "@/lib/events/outbox";
import { engageSwitchIn } from "@/lib/features/orders/kill-switch";
import type { Ctx } from "@/lib/ports/ctx";
import { endSession } from "../repository.ts";

/**
 * Ends a live session that its user did not stop, and tells him: nothing is entered on his account from that commit on, what rests is cancelled, and
 * positions are kept with their stops. Safe to repeat.
 */
export async function endLiveSession(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  { id, userId }: { readonly id: string; readonly userId: string },
  reason: string,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    if (!(await endSession(tx, now, id, { userId, state: "STOPPED", reason, text: reason }))) return;
    await engageSwitchIn(ctx, tx, { scope: "SESSION", key: id, by: null, reason, positions: "keep" });
    await appendEvent(tx, now, { type: "trading_session.failed", tradingSessionId: id });
  });
}
