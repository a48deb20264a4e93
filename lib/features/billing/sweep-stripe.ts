import { expirePlan } from "@/lib/features/plans/expire-plan";
import { openPlans } from "@/lib/features/plans/queries";
import { expirePending } from "@/lib/features/subscriptions/expire-pending";
import { AppError } from "@/lib/kernel/errors";
import { DAY_MS, HOUR_MS, MINUTE_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { applyStripeObject, syncWithInvoices } from "./apply-stripe-object.ts";
import { shortDisputes } from "./dispute-repository.ts";
import { eachAccount } from "./each-account.ts";
import { bookedPayouts } from "./payout-repository.ts";
import { findOpenAtStripe, newestEventAt, unsettledTaxed } from "./repository.ts";
import { storeStripeEvent } from "./store-stripe-event.ts";
import { syncCharge } from "./sync-charge.ts";
import { syncDispute } from "./sync-dispute.ts";
import { syncPayout } from "./sync-payout.ts";

/** Run at start and this often (ms): no event is lost for longer. */
export const SWEEP_EVERY_MS = 15 * MINUTE_MS;
/** Every open subscription is compared with Stripe this often (ms). */
export const RECONCILE_EVERY_MS = DAY_MS;

/** Events are asked for from some time before the newest we have: they come in no order, and some are late. */
const OVERLAP_MS = 6 * HOUR_MS;
const EVENTS_KEPT_MS = 30 * DAY_MS;

/**
 * Finds what no delivery brought: asks Stripe for its events since the newest of ours and stores those that are missing, reads the
 * accounts of providers (their events are not in that list), and looks after checkouts that nobody came back from. `overlapMs` is how far
 * back of the newest one it looks: longer after a time in which nobody swept.
 */
export async function sweepStripe(ctx: Ctx, overlapMs = OVERLAP_MS): Promise<{ found: number }> {
  const now = ctx.clock.now();
  const newest = (await newestEventAt(ctx.db)) ?? utcMs(now - DAY_MS);
  const since = utcMs(Math.max(newest - overlapMs, now - EVENTS_KEPT_MS));
  let found = 0;
  for (const event of await ctx.payments.listEvents(since)) {
    try {
      if ((await storeStripeEvent(ctx, event)) === "stored") found += 1;
    } catch (error) {
      if (!(error instanceof AppError && error.code === "bad_request")) throw error;
    }
  }
  await eachAccount(ctx, async (accountId) => {
    await applyStripeObject(ctx, "account", accountId);
    await sweepPayouts(ctx, accountId);
  });
  const { checkouts } = await findOpenAtStripe(ctx.db, utcMs(now - 30 * MINUTE_MS));
  for (const { subscriptionId, checkoutId } of checkouts) {
    if (checkoutId === null) await expirePending(ctx, subscriptionId, null);
    else await applyStripeObject(ctx, "checkout.session", checkoutId);
  }
  for (const { id, checkoutId } of (await openPlans(ctx.db, utcMs(now - 30 * MINUTE_MS))).checkouts) {
    if (checkoutId === null) await expirePlan(ctx, id, null);
    else await applyStripeObject(ctx, "checkout.session", checkoutId);
  }
  if (found > 0) ctx.log.warn({ found }, "payment events were found that no delivery had brought");
  return { found };
}

/** Payouts of an account that are not as its list says, also those that somebody made by hand. Their events are in no list of ours. */
async function sweepPayouts(ctx: Ctx, accountId: string): Promise<void> {
  const listed = await ctx.payments.listPayouts(accountId, utcMs(ctx.clock.now() - EVENTS_KEPT_MS));
  const booked = await bookedPayouts(ctx.db, listed);
  for (const payout of listed) if (!booked.has(payout.id)) await syncPayout(ctx, accountId, payout.id);
}

/** Compares every open subscription with Stripe, its invoices with the ledger, and tries again what an account was too small for. */
export async function reconcileSubscriptions(ctx: Ctx): Promise<number> {
  for (const id of await shortDisputes(ctx.db)) await syncDispute(ctx, id);
  for (const id of await unsettledTaxed(ctx.db)) await syncCharge(ctx, id);
  const { paidIds } = await findOpenAtStripe(ctx.db, ctx.clock.now());
  const plans = await openPlans(ctx.db, ctx.clock.now());
  const all = [...paidIds, ...plans.paidIds];
  for (const id of all) await syncWithInvoices(ctx, id);
  return all.length;
}
