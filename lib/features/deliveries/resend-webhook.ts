import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { LOG_DAYS } from "./prune-webhook-calls.ts";
import { requeue } from "./webhook-repository.ts";

/**
 * Sends one message of an own channel again, or (deliveryId null) all that failed in the last 30 days. The message keeps its id, so that a
 * receiver that had it after all knows it. News of a signal still goes out only to who has access now.
 */
export async function resendWebhook(
  ctx: Ctx,
  actor: Actor,
  { channelId, deliveryId }: { readonly channelId: string; readonly deliveryId: string | null },
): Promise<Result<{ count: number }, "not_found">> {
  const now = ctx.clock.now();
  const since = utcMs(now - LOG_DAYS * DAY_MS);
  const count = await requeue(ctx.db, { userId: actor.userId, channelId, deliveryId, since }, now);
  if (count > 0) return done({ count });
  return deliveryId === null
    ? refuse("not_found", "Nothing failed in the last 30 days, or the channel is off.")
    : refuse("not_found", "There is no such message to send again, or the channel is off.");
}
