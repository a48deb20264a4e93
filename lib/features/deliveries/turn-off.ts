import { appendEvent } from "@/lib/events/outbox";
import type { Ctx } from "@/lib/ports/ctx";
import { closeChannel } from "./channel-repository.ts";

/**
 * Turns a channel off that has no other end any more, and lets its owner know in the centre (notifications, on "channel.off"). What waits on
 * it is skipped when its turn comes. Off already: nothing.
 */
export async function turnOff(ctx: Pick<Ctx, "db" | "clock">, channelId: string, reason: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const now = ctx.clock.now();
    const userId = await closeChannel(tx, channelId, reason, now);
    if (userId !== null) await appendEvent(tx, now, { type: "channel.off", channelId, userId });
  });
}
