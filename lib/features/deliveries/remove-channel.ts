import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { deleteChannel } from "./channel-repository.ts";

/** Removes an own channel; what waits on it is not sent. */
export async function removeChannel(ctx: Ctx, actor: Actor, channelId: string): Promise<Result<null, "not_found">> {
  const { userId } = actor;
  const removed = await ctx.db.transaction(async (tx) => {
    if (!(await deleteChannel(tx, userId, channelId))) return false;
    await appendAudit(tx, ctx, {
      actorId: userId,
      action: "channel.removed",
      subject: "channel",
      subjectId: channelId,
    });
    return true;
  });
  return removed ? done(null) : refuse("not_found", "There is no such channel.");
}
