import type { Ctx } from "@/lib/ports/ctx";
import type { BalanceMovement } from "@/lib/ports/payments";
import { applyStripeObject } from "./apply-stripe-object.ts";
import { bookedAs } from "./movement.ts";

/**
 * Books a movement that no journal stands for, by its object: what was lost altogether is in the books by the next morning. A share that
 * somebody took back by hand has no event and no way from here to its charge: it stays a difference, for people.
 */
export async function bookMovement(ctx: Ctx, movement: BalanceMovement): Promise<void> {
  const { accountId, sourceId } = movement;
  const kind = bookedAs(movement)?.kind;
  if (sourceId === null) return;
  if (kind === "payment") {
    const invoiceId = await ctx.payments.invoiceOf(sourceId);
    if (invoiceId !== null) await applyStripeObject(ctx, "invoice", invoiceId);
  }
  if (kind === "refund" || kind === "refund_failed") await applyStripeObject(ctx, "refund", sourceId);
  if (kind === "dispute_funds") await applyStripeObject(ctx, "dispute", sourceId);
  if (kind === "payout" || kind === "payout_failed") await applyStripeObject(ctx, "payout", sourceId, accountId);
}
