import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { LOG_DAYS } from "./prune-webhook-calls.ts";
import { requeue } from "./resend-repository.ts";

/**
 * Sends one message of an own channel again, or (deliveryId null) all that failed in the last 30 days. The message keeps its id, so that a
 * receiver that had it after all knows it. News of a signal still goes out only to who has access now, and of no kind that the channel does
 * not take any more. @returns how many, and how many were left for their kind
 */
export async function resendWebhook(
  ctx: Ctx,
  actor: Actor,
  { channelId, deliveryId }: { readonly channelId: string; readonly deliveryId: string | null },
): Promise<Result<{ count: number; unwanted: number }, "not_found" | "conflict">> {
  const now = ctx.clock.now();
  const own = { userId: actor.userId, channelId };
  const again =
    deliveryId === null
      ? { ...own, since: utcMs(now - LOG_DAYS * DAY_MS) }
      : { ...own, deliveryId, states: ["FAILED", "DEAD", "SENT", "SKIPPED"] as const };
  const { queued: count, unwanted, off } = await requeue(ctx.db, again, "Sent again by its owner", now);
  if (count > 0) return done({ count, unwanted });
  if (unwanted > 0)
    return refuse(
      "conflict",
      "This webhook takes no messages of that kind any more. Choose the kind for it, then send again.",
    );
  if (off > 0) return refuse("conflict", "The channel is off. Turn it on, then send again.");
  return deliveryId === null
    ? refuse("not_found", "Nothing failed in the last 30 days.")
    : refuse("not_found", "There is no such message to send again.");
}
