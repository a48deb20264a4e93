import type { Ctx } from "@/lib/ports/ctx";
import { cancelSubscription } from "./cancel-subscription.ts";
import { runningOnClosed } from "./renewal-repository.ts";
import { STRATEGY_CLOSED } from "./subscription.ts";

/**
 * A strategy that its provider closed charges nobody any more: run by the worker each minute. Its subscriptions end as if their subscribers
 * had cancelled: at the end of what was paid or of the trial, at once where nothing is paid ahead. Answers how many were ended.
 */
export async function endClosed(ctx: Ctx): Promise<number> {
  let ended = 0;
  for (const { id, userId } of await runningOnClosed(ctx.db)) {
    try {
      const result = await cancelSubscription(ctx, { userId }, id, { reason: STRATEGY_CLOSED });
      if (result.ok) ended += 1;
    } catch (error) {
      // One subscription's trouble holds up nobody else; the next minute tries again.
      ctx.log.warn({ err: error, subscription: id }, "a subscription to a closed strategy could not be ended");
    }
  }
  return ended;
}
