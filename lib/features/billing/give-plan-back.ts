import { claimMoneyBack, closeMoneyBack } from "@/lib/features/plans/claim-money-back";
import type { PlanSubscription } from "@/lib/features/plans/plan-subscription";
import { waitingMoneyBacks } from "@/lib/features/plans/queries";
import type { Actor } from "@/lib/kernel/actor";
import { minor } from "@/lib/kernel/money";
import { done, type Result } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { syncWithInvoices } from "./apply-stripe-object.ts";
import { findChargeParties, whileLocked } from "./repository.ts";
import { syncCharge } from "./sync-charge.ts";
import { howShared } from "./tax-takes.ts";

/**
 * Starter's 30-day money back by one click: ends the plan now and gives back all that was paid for it. What the service could not take now is
 * owed, and the worker gives it.
 */
export async function takeMoneyBack(ctx: Ctx, actor: Actor): Promise<Result<{ done: boolean }, "conflict">> {
  const claimed = await claimMoneyBack(ctx, actor);
  if (!claimed.ok) return claimed;
  return done({ done: await tryToFinish(ctx, claimed.value) });
}

/** Goes on with money backs that were cut short. Run each minute by the worker; a repeat gives nothing twice. */
export async function finishMoneyBacks(ctx: Ctx): Promise<number> {
  const waiting = await waitingMoneyBacks(ctx.db);
  for (const plan of waiting) await tryToFinish(ctx, plan);
  return waiting.length;
}

async function tryToFinish(ctx: Ctx, plan: PlanSubscription): Promise<boolean> {
  try {
    await giveBack(ctx, plan);
    return true;
  } catch (error) {
    ctx.log.warn({ planSubscription: plan.id, err: error }, "a money back is not done yet and is tried again");
    return false;
  }
}

/** Each step looks first, and each refund has a key of its charge: any repeat ends in the same money. */
async function giveBack(ctx: Ctx, { id, stripeSubscriptionId }: PlanSubscription): Promise<void> {
  if (stripeSubscriptionId !== null) {
    // It ends first, so that no further payment comes while the others go back.
    await ctx.payments.cancelNow(stripeSubscriptionId, `plan.money_back.end:${id}`);
    await syncWithInvoices(ctx, stripeSubscriptionId);
    for (const invoiceId of await ctx.payments.listPaidInvoiceIds(stripeSubscriptionId)) {
      const invoice = await ctx.payments.getInvoice(invoiceId);
      if (invoice?.charge != null) await refundAll(ctx, invoice.charge.id);
    }
  }
  await closeMoneyBack(ctx, id);
}

async function refundAll(ctx: Ctx, chargeId: string): Promise<void> {
  await whileLocked(ctx.db, chargeId, async () => {
    const charge = await ctx.payments.getCharge(chargeId);
    if (charge === null) return;
    const disputes = await Promise.all(charge.disputeIds.map((dispute) => ctx.payments.getDispute(dispute)));
    // The bank has taken it back: a refund would give it twice.
    if (disputes.some((dispute) => dispute?.status === "OPEN" || dispute?.status === "LOST")) return;
    const gone = charge.refunds.filter((refund) => !refund.failed).reduce((sum, refund) => sum + refund.amount, 0);
    if (gone >= charge.amount) return;
    const amount = minor(charge.amount - gone);
    const parties = await findChargeParties(ctx.db, chargeId);
    const order = {
      chargeId,
      amount,
      reason: "30-day money back",
      ...howShared(charge, parties?.taxed ?? null, amount),
    };
    await ctx.payments.refund(order, `plan.money_back:${chargeId}`);
  });
  await syncCharge(ctx, chargeId);
}
