import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { ResendInput } from "./input.ts";
import { requeue } from "./resend-repository.ts";

/**
 * Queues again what was given up or refused: one delivery, or all of a channel. For admins; each is audited. It keeps its id, so that a
 * receiver that did get it can tell, and what may be told is asked anew when it is sent. What the channel's owner does not want there any
 * more is not sent again. @returns how many, and how many were left for that
 */
export async function resend(
  ctx: Pick<Ctx, "db" | "clock" | "ids">,
  actor: Pick<Actor, "userId">,
  { deliveryId, channelId = "" }: ResendInput,
  ip: string,
): Promise<Result<{ readonly count: number; readonly unwanted: number }, "not_found" | "conflict">> {
  const again = deliveryId === undefined ? { channelId } : { deliveryId, states: ["FAILED", "DEAD"] as const };
  const { queued, unwanted, off } = await ctx.db.transaction(async (tx) => {
    const found = await requeue(tx, again, "Sent again by an admin", ctx.clock.now());
    if (found.queued > 0)
      await appendAudit(tx, ctx, {
        actorId: actor.userId,
        action: "delivery.resent",
        subject: deliveryId === undefined ? "channel" : "delivery",
        subjectId: deliveryId ?? channelId,
        detail: { count: found.queued },
        ip,
      });
    return found;
  });
  if (queued > 0) return done({ count: queued, unwanted });
  if (unwanted > 0) return refuse("conflict", "The channel's owner wants no messages of that kind there any more.");
  if (off > 0) return refuse("conflict", "The channel is off, or its owner's account is closed.");
  return refuse("not_found", "There is nothing there that was given up or refused.");
}
