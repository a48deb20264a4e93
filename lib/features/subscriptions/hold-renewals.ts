import type { Ctx } from "@/lib/ports/ctx";
import { type Renewal, renewalsGoneAstray, renewalsOutOfStep } from "./renewal-repository.ts";
import { syncPaidSubscription } from "./sync-paid-subscription.ts";

/**
 * Renewals wait while their provider cannot be paid or is suspended, and go on when he can: run by the worker each minute. Subscribers keep
 * what they paid for; when it has run out meanwhile, a new period begins with its payment. Where he has set up another account, they go
 * there. A suspended subscriber's wait too; what ran out meanwhile is paused when he is back, so that he is charged by his own wish. Answers
 * how many were changed.
 */
export async function holdRenewals(ctx: Ctx): Promise<number> {
  let changed = 0;
  for (const { stripeSubscriptionId: id, destination } of await renewalsGoneAstray(ctx.db)) {
    try {
      await ctx.payments.redirect(id, destination, `renewal.redirect:${id}:${destination}`);
      await syncPaidSubscription(ctx, id);
      changed += 1;
    } catch (error) {
      ctx.log.warn({ err: error, paidSubscription: id }, "a renewal could not be led to its provider's new account");
    }
  }
  for (const renewal of await renewalsOutOfStep(ctx.db)) {
    try {
      await change(ctx, renewal);
      changed += 1;
    } catch (error) {
      // One subscription's trouble holds up nobody else; the next minute tries again.
      ctx.log.warn(
        { err: error, paidSubscription: renewal.stripeSubscriptionId },
        "a renewal could not be held or released",
      );
    }
  }
  return changed;
}

async function change(
  ctx: Ctx,
  { stripeSubscriptionId: id, hold, suspended, currentPeriodEnd }: Renewal,
): Promise<void> {
  // Set-to-a-state requests: each time is a change of its own, so each has a key of its own.
  const key = `renewal.${hold ? "hold" : "release"}:${ctx.ids.make("request")}`;
  if (hold) {
    await syncPaidSubscription(ctx, id); // what was just paid counts
    await ctx.payments.pause(id, { by: suspended ? "SUSPENSION" : "PROVIDER" }, key);
  } else {
    const ranOut = currentPeriodEnd !== null && currentPeriodEnd <= ctx.clock.now();
    const wasSuspended = (await ctx.payments.getSubscription(id))?.renewalsHeld === "SUSPENSION";
    if (ranOut && wasSuspended) await ctx.payments.pause(id, { by: "SUBSCRIBER" }, key);
    else await ctx.payments.resume(id, { newPeriod: ranOut }, key);
  }
  await syncPaidSubscription(ctx, id);
}
