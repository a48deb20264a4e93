import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { changeAtService } from "./change-at-service.ts";
import { changeTerms } from "./change-terms.ts";
import type { CancelInput } from "./input.ts";
import { findOwn, lockById, saveCancelReason } from "./repository.ts";
import { isLive, type Subscription } from "./subscription.ts";

/**
 * Cancels at the end of what was paid; at once where nothing is paid ahead (free, pending, past due). What was open then keeps its exits.
 */
export async function cancelSubscription(
  ctx: Ctx,
  actor: Pick<Actor, "userId">,
  subscriptionId: string,
  input: CancelInput,
): Promise<Result<Subscription, "not_found" | "conflict">> {
  const present = await findOwn(ctx.db, actor.userId, subscriptionId);
  if (present === null) return refuse("not_found");
  if (!isLive(present.status)) return refuse("conflict", "This subscription has ended already.");
  if (input.reason !== undefined && input.reason !== "") await saveCancelReason(ctx.db, present.id, input.reason);
  const { stripeSubscriptionId } = present;
  if (stripeSubscriptionId === null) {
    if (present.stripeCheckoutId !== null) {
      const checkout = await ctx.payments.getCheckout(present.stripeCheckoutId);
      if (checkout?.status === "COMPLETE")
        return refuse("conflict", "Your payment is just being confirmed. Try again in a moment.");
      await ctx.payments.expireCheckout(present.stripeCheckoutId, `checkout.expire:${present.stripeCheckoutId}`);
    }
    return done(await endNow(ctx, present));
  }
  // Set-to-a-state requests: each press is a change of its own, so each has a key of its own.
  const key = `cancel:${ctx.ids.make("request")}`;
  return changeAtService(ctx, present, stripeSubscriptionId, () =>
    present.status === "PAST_DUE"
      ? ctx.payments.cancelNow(stripeSubscriptionId, key)
      : ctx.payments.setCancelAtPeriodEnd(stripeSubscriptionId, true, input.reason ?? null, key),
  );
}

async function endNow(ctx: Ctx, present: Subscription): Promise<Subscription> {
  return ctx.db.transaction(async (tx) => {
    const before = (await lockById(tx, present.id)) ?? present;
    if (!isLive(before.status)) return before;
    const now = ctx.clock.now();
    const status = before.activatedAt === null ? "EXPIRED" : "CANCELLED";
    return changeTerms(ctx, tx, before, { status, endedAt: now, checkoutUrl: null }, now);
  });
}
