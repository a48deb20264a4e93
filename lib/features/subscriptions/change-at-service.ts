import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { findOwn } from "./repository.ts";
import { isLive, type Subscription } from "./subscription.ts";
import { syncPaidSubscription } from "./sync-paid-subscription.ts";

/**
 * Changes a subscription at the payment service and reads it back. One that has just ended there, before word of it came, takes no
 * change: our row is brought up to that, and the answer says so.
 */
export async function changeAtService(
  ctx: Ctx,
  present: Subscription,
  paidSubscriptionId: string,
  change: () => Promise<unknown>,
): Promise<Result<Subscription, "conflict">> {
  const read = async (): Promise<Subscription> => {
    await syncPaidSubscription(ctx, paidSubscriptionId);
    return (await findOwn(ctx.db, present.userId, present.id)) ?? present;
  };
  try {
    await change();
  } catch (error) {
    if (isLive((await read()).status)) throw error;
    return refuse("conflict", "This subscription has just ended. Subscribe again on the strategy's page.");
  }
  return done(await read());
}
