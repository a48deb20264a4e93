import type { Ctx } from "@/lib/ports/ctx";
import { cancelSubscription } from "./cancel-subscription.ts";
import { notToBePaid } from "./renewal-repository.ts";

/**
 * Ends what is not paid and is not to be: run by the worker each minute. Of a suspended subscriber open checkouts, and what a failed payment left
 * open (the renewals of what he has paid wait: holdRenewals); checkouts whose provider cannot be paid, or not by the account that they lead to.
 * Answers how many were ended.
 */
export async function endUnpaid(ctx: Ctx): Promise<number> {
  let ended = 0;
  for (const { id, userId } of await notToBePaid(ctx.db)) {
    try {
      const result = await cancelSubscription(ctx, { userId }, id, {});
      if (result.ok) ended += 1;
    } catch (error) {
      // One subscription's trouble holds up nobody else; the next minute tries again.
      ctx.log.warn({ err: error, subscription: id }, "a payment that is not to be made could not be ended");
    }
  }
  return ended;
}
