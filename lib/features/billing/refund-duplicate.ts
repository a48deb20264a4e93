import type { Ctx } from "@/lib/ports/ctx";

/**
 * Undoes a second payment for a subscription that is paid already: ends the extra one at the service and gives its money back. Safe to
 * repeat: both steps look at the state first and carry keys of their own.
 */
export async function refundDuplicate(ctx: Ctx, paidSubscriptionId: string): Promise<void> {
  const extra = await ctx.payments.getSubscription(paidSubscriptionId);
  if (extra === null) return;
  await ctx.payments.cancelNow(extra.id, `duplicate.end:${extra.id}`);
  const invoice = extra.latestInvoiceId === null ? null : await ctx.payments.getInvoice(extra.latestInvoiceId);
  if (invoice?.charge == null) return;
  await ctx.payments.refundWhole(invoice.charge.id, `duplicate.refund:${invoice.charge.id}`);
  ctx.log.warn(
    { paidSubscription: extra.id, charge: invoice.charge.id },
    "a second payment for one subscription was given back",
  );
}
