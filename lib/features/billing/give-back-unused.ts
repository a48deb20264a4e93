import { minor } from "@/lib/kernel/money";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidInvoice } from "@/lib/ports/payments";
import { whileLocked } from "./repository.ts";
import { syncCharge } from "./sync-charge.ts";
import { taxedOf } from "./tax-parts.ts";
import { howShared } from "./tax-takes.ts";

/**
 * Undoes a payment that buys nothing, a second one for the same subscription or one for a strategy that was closed meanwhile: ends what was
 * bought at the service and gives its money back. Safe to repeat: both steps look at the state first and carry keys of their own.
 */
export async function giveBackUnused(ctx: Ctx, paidSubscriptionId: string, why: "duplicate" | "closed"): Promise<void> {
  const extra = await ctx.payments.getSubscription(paidSubscriptionId);
  if (extra === null) return;
  await ctx.payments.cancelNow(extra.id, `${why}.end:${extra.id}`);
  const invoice = extra.latestInvoiceId === null ? null : await ctx.payments.getInvoice(extra.latestInvoiceId);
  if (invoice?.charge == null) return;
  await giveBack(ctx, invoice.charge.id, invoice);
  ctx.log.warn(
    { paidSubscription: extra.id, charge: invoice.charge.id },
    why === "duplicate"
      ? "a second payment for one subscription was given back"
      : "a payment for a strategy that was closed meanwhile was given back",
  );
}

/** All that is left of a charge. Of a taxed one the parts are ours to tell; they are taken once it is booked. */
async function giveBack(ctx: Ctx, chargeId: string, invoice: PaidInvoice): Promise<void> {
  const key = `duplicate.refund:${chargeId}`;
  const taxed = taxedOf(invoice);
  if (taxed === null) return ctx.payments.refundWhole(chargeId, key);
  await whileLocked(ctx.db, chargeId, async () => {
    const charge = await ctx.payments.getCharge(chargeId);
    // One that the bank sent back is for people to give anew: they were told.
    if (charge === null || charge.refunds.some((refund) => refund.failed)) return;
    const gone = charge.refunds.reduce((sum, refund) => sum + refund.amount, 0);
    const amount = minor(charge.amount - gone);
    if (amount === 0) return;
    await ctx.payments.refund({ chargeId, amount, reason: "duplicate", ...howShared(charge, taxed, amount) }, key);
  });
  await syncCharge(ctx, chargeId);
}
