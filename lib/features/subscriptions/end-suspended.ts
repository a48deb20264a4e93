import type { Ctx } from "@/lib/ports/ctx";
import { cancelSubscription } from "./cancel-subscription.ts";
import { unpaidBySuspended } from "./renewal-repository.ts";

/**
 * Who is suspended is asked for no more money: run by the worker each minute. His open checkouts close, and what a failed payment left open ends;
 * the renewals of what he has paid wait (holdRenewals). Answers how many were ended.
 */
export async function endSuspended(ctx: Ctx): Promise<number> {
  let ended = 0;
  for (const { id, userId } of await unpaidBySuspended(ctx.db)) {
    try {
      const result = await cancelSubscription(ctx, { userId }, id, {});
      if (result.ok) ended += 1;
    } catch (error) {
      // One subscription's trouble holds up nobody else; the next minute tries again.
      ctx.log.warn({ err: error, subscription: id }, "a suspended subscriber's open payment could not be ended");
    }
  }
  return ended;
}
