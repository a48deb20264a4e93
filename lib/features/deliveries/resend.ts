import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { ResendInput } from "./input.ts";
import { requeue } from "./settle-repository.ts";

/**
 * Queues again what was given up or refused: one delivery, or all of a channel. For admins; each is audited. It keeps its id, so that a
 * receiver that did get it can tell, and what may be told is asked anew when it is sent.
 */
export async function resend(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  actor: Pick<Actor, "userId">,
  input: ResendInput,
  ip: string,
): Promise<Result<{ readonly count: number }, "not_found">> {
  const of = input.deliveryId === undefined ? { channelId: input.channelId ?? "" } : { id: input.deliveryId };
  const count = await ctx.db.transaction(async (tx) => {
    const queued = await requeue(tx, of, ctx.clock.now());
    if (queued > 0)
      await appendAudit(tx, ctx, {
        actorId: actor.userId,
        action: "delivery.resent",
        subject: "id" in of ? "delivery" : "channel",
        subjectId: "id" in of ? of.id : of.channelId,
        detail: { count: queued },
        ip,
      });
    return queued;
  });
  return count === 0 ? refuse("not_found", "There is nothing there that was given up or refused.") : done({ count });
}
