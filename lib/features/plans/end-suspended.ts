import type { Ctx } from "@/lib/ports/ctx";
import { downgradePlan } from "./downgrade-plan.ts";
import { expirePlan } from "./expire-plan.ts";
import { findOfSuspended } from "./repository.ts";

/**
 * Plans of suspended users end with what is paid, as if they had ended them: at once after a failed payment, an open checkout too. Run by the
 * worker each minute. Who is back before that day may keep his. Answers how many were ended.
 */
export async function endSuspendedPlans(ctx: Ctx): Promise<number> {
  let ended = 0;
  for (const { id, userId, stripeSubscriptionId, stripeCheckoutId } of await findOfSuspended(ctx.db)) {
    try {
      if (stripeSubscriptionId !== null) {
        const result = await downgradePlan(ctx, { userId }, { plan: "TRIAL" });
        if (result.ok) ended += 1;
      } else if (await leaveCheckout(ctx, id, stripeCheckoutId)) ended += 1;
    } catch (error) {
      // One plan's trouble holds up nobody else; the next minute tries again.
      ctx.log.warn({ err: error, plan: id }, "a suspended user's plan could not be ended");
    }
  }
  return ended;
}

/** False: it was paid a moment ago, and is a plan once word of that comes. */
async function leaveCheckout(ctx: Ctx, id: string, checkoutId: string | null): Promise<boolean> {
  if (checkoutId !== null) {
    if ((await ctx.payments.getCheckout(checkoutId))?.status === "COMPLETE") return false;
    await ctx.payments.expireCheckout(checkoutId, `checkout.expire:${checkoutId}`);
  }
  await expirePlan(ctx, id, checkoutId);
  return true;
}
