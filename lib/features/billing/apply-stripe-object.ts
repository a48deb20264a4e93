import { expirePlan } from "@/lib/features/plans/expire-plan";
import { planByCheckout } from "@/lib/features/plans/queries";
import { syncPlan } from "@/lib/features/plans/sync-plan";
import { expirePending } from "@/lib/features/subscriptions/expire-pending";
import { syncPaidSubscription } from "@/lib/features/subscriptions/sync-paid-subscription";
import type { Ctx } from "@/lib/ports/ctx";
import type { ConnectState, PaidInvoice } from "@/lib/ports/payments";
import { giveBackUnused } from "./give-back-unused.ts";
import { postInvoice } from "./post-invoice.ts";
import {
  findConnectAccount,
  findOwner,
  findProviderOf,
  findSubscriptionByCheckout,
  findUnbooked,
  whileLocked,
} from "./repository.ts";
import { settleTaxed } from "./settle-taxed.ts";
import type { WatchedObject } from "./stripe-event.ts";
import { syncCharge } from "./sync-charge.ts";
import { syncDispute } from "./sync-dispute.ts";
import { syncPayout } from "./sync-payout.ts";
import { writeConnectState } from "./write-connect-state.ts";

/**
 * Brings what we have of one Stripe object up to what Stripe says now: lock, retrieve, write what was read. So the order, number and age
 * of events make no difference. `account` is the connected account that the object lives in, null for the platform's own.
 */
export async function applyStripeObject(
  ctx: Ctx,
  objectType: WatchedObject,
  objectId: string,
  account: string | null = null,
): Promise<void> {
  if (objectType === "subscription") return syncSubscription(ctx, objectId);
  if (objectType === "checkout.session") return syncCheckout(ctx, objectId);
  if (objectType === "invoice") return syncInvoice(ctx, objectId);
  if (objectType === "charge") return syncCharge(ctx, objectId);
  if (objectType === "refund" || objectType === "transfer") return syncChargeOf(ctx, objectType, objectId);
  if (objectType === "dispute") return syncDispute(ctx, objectId);
  if (objectType === "payout") return account === null ? undefined : syncPayout(ctx, account, objectId);
  return syncAccount(ctx, objectId);
}

async function syncSubscription(ctx: Ctx, id: string): Promise<void> {
  const read = await syncPaidSubscription(ctx, id);
  const outcome = read === "unknown" ? await syncPlan(ctx, id) : read;
  if (outcome === "duplicate" || outcome === "closed") await giveBackUnused(ctx, id, outcome);
  if (outcome === "closed") await syncPaidSubscription(ctx, id, { givenBack: true });
  if (outcome === "trial_used") {
    await ctx.payments.cancelNow(id, `trial.refuse:${id}`);
    await syncPaidSubscription(ctx, id);
  }
  if (outcome === "unknown")
    ctx.log.warn({ paidSubscription: id }, "an event tells of a subscription that is none of ours");
}

/** A subscription and every invoice of it that is not booked yet: for where no event may be counted on. */
export async function syncWithInvoices(ctx: Ctx, id: string): Promise<void> {
  await syncSubscription(ctx, id);
  const invoiceIds = await ctx.payments.listPaidInvoiceIds(id);
  for (const invoiceId of await findUnbooked(ctx.db, invoiceIds)) await syncInvoice(ctx, invoiceId);
}

async function syncCheckout(ctx: Ctx, id: string): Promise<void> {
  const checkout = await ctx.payments.getCheckout(id);
  if (checkout?.paidSubscriptionId != null) return syncWithInvoices(ctx, checkout.paidSubscriptionId);
  if (checkout?.status !== "EXPIRED") return;
  const subscriptionId = await findSubscriptionByCheckout(ctx.db, id);
  if (subscriptionId !== null) return expirePending(ctx, subscriptionId, id);
  const planId = await planByCheckout(ctx.db, id);
  if (planId !== null) await expirePlan(ctx, planId, id);
}

async function syncInvoice(ctx: Ctx, id: string): Promise<void> {
  const invoice = await bookInvoice(ctx, id);
  if (invoice?.paidSubscriptionId != null) {
    const known = (await findOwner(ctx.db, invoice)) !== null;
    await syncSubscription(ctx, invoice.paidSubscriptionId);
    // It came before its subscription, and did not say itself whose it is.
    if (!known && (await findOwner(ctx.db, invoice)) !== null) await bookInvoice(ctx, id);
  }
  const charge = invoice?.charge ?? null;
  if (charge === null) return;
  // Last: access waits for nobody's tax.
  await settleTaxed(ctx, charge.id);
  for (const disputeId of charge.disputeIds) await syncDispute(ctx, disputeId);
}

async function bookInvoice(ctx: Ctx, id: string): Promise<PaidInvoice | null> {
  return whileLocked(ctx.db, id, async () => {
    const read = await ctx.payments.getInvoice(id);
    if (read !== null) await ctx.db.transaction((tx) => postInvoice(ctx, tx, read));
    return read;
  });
}

async function syncChargeOf(ctx: Ctx, objectType: "refund" | "transfer", id: string): Promise<void> {
  const chargeId = await ctx.payments.chargeOf(objectType, id);
  if (chargeId !== null) await syncCharge(ctx, chargeId);
}

/** What is left of an account that is not connected any more: nobody can be paid by it. */
async function disconnected(ctx: Ctx, userId: string): Promise<ConnectState | null> {
  const account = await findConnectAccount(ctx.db, userId);
  if (account === null) return null;
  const { stripeAccountId: accountId, country, detailsSubmitted } = account;
  const due = ["connection.your_account_connected_again"];
  return { accountId, country, detailsSubmitted, transfersActive: false, payoutsEnabled: false, due };
}

async function syncAccount(ctx: Ctx, id: string): Promise<void> {
  const userId = await findProviderOf(ctx.db, id);
  // A late word on one that he has replaced says nothing of the other.
  if (userId === null || (await findConnectAccount(ctx.db, userId))?.stripeAccountId !== id) return;
  await whileLocked(ctx.db, id, async () => {
    const state = (await ctx.payments.getConnectAccount(id)) ?? (await disconnected(ctx, userId));
    if (state !== null) await ctx.db.transaction((tx) => writeConnectState(ctx, tx, userId, state));
  });
}
