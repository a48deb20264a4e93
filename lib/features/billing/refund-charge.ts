import { appendAudit } from "@/lib/features/accounts/audit";
import { requireFreshMfa } from "@/lib/features/accounts/step-up";
import type { Actor } from "@/lib/kernel/actor";
import { amountText, minor } from "@/lib/kernel/money";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import type { PaidCharge } from "@/lib/ports/payments";
import { leftOfFailed, leftOfTransfer, toReturn } from "./dispute-share.ts";
import type { RefundInput } from "./input.ts";
import { findChargeParties, whileLocked } from "./repository.ts";
import { syncCharge } from "./sync-charge.ts";
import { howShared } from "./tax-takes.ts";

/**
 * Gives a part of a charge back, both shares in proportion, by an admin's decision with its reason. One order is one refund however often it
 * is sent: `orderId` makes the key. Where the share went to the provider anew after a dispute that was won, its part is taken of that transfer. The decision is in the audit log before the money moves.
 * @throws AppError "mfa_required" unless a second factor was shown within 10 minutes
 */
export async function refundCharge(
  ctx: Ctx,
  admin: Actor,
  { chargeId, amount, reason, orderId }: RefundInput,
): Promise<Result<{ refundId: string }, "not_found" | "invalid" | "conflict">> {
  requireFreshMfa(admin, ctx.clock.now());
  const parties = await findChargeParties(ctx.db, chargeId);
  if (parties === null) return refuse("not_found", "No payment with this id is booked.");
  await ctx.db.transaction((tx) =>
    appendAudit(tx, ctx, {
      actorId: admin.userId,
      action: "refund.ordered",
      subject: "charge",
      subjectId: chargeId,
      detail: { amount, reason, orderId },
    }),
  );
  const sent = await whileLocked(ctx.db, chargeId, async () => {
    const charge = await ctx.payments.getCharge(chargeId);
    if (charge === null) return refuse("not_found", "Stripe does not know this payment.");
    const key = `refund:${orderId}`;
    // A taxed one's parts count what was given back before: sent again they would be other ones, and another refund.
    const made = charge.refunds.find((refund) => refund.taxed?.orderKey === key);
    if (made !== undefined) return done({ refundId: made.id });
    const no = await whyNot(ctx, charge, amount, parties.taxed !== undefined);
    if (no !== null) return no;
    const order = { chargeId, amount: minor(amount), reason, ...howShared(charge, parties.taxed ?? null, amount) };
    return done({ refundId: await ctx.payments.refund(order, key) });
  });
  if (sent.ok) await syncCharge(ctx, chargeId);
  return sent;
}

async function whyNot(ctx: Ctx, charge: PaidCharge, amount: number, taxed: boolean) {
  const gone = charge.refunds.filter((refund) => !refund.failed).reduce((sum, refund) => sum + refund.amount, 0);
  const left = charge.amount - gone;
  if (left === 0) return refuse("conflict", "All of this payment was given back already.");
  if (amount > left) {
    return refuse("invalid", undefined, {
      amount: [`Only ${amountText(left, charge.currency)} ${charge.currency} of this payment are left to give back.`],
    });
  }
  const read = await Promise.all(charge.disputeIds.map((id) => ctx.payments.getDispute(id)));
  const disputes = read.flatMap((dispute) => dispute ?? []);
  for (const dispute of disputes) {
    if (dispute.status === "OPEN" || dispute.status === "LOST")
      return refuse("conflict", "The subscriber's bank has taken this payment back: a refund would give it twice.");
    if (toReturn(charge, dispute, disputes) !== null)
      return refuse(
        "conflict",
        "The dispute was won, and the provider's share is still on its way back to him. Try again tomorrow.",
      );
  }
  return taxed ? null : whyNotAtOnce(charge, amount);
}

/** The service takes the provider's share along with all of a refund or with nothing of it. */
function whyNotAtOnce(charge: PaidCharge, amount: number) {
  const along = leftOfTransfer(charge);
  const failed = leftOfFailed(charge);
  const [first, why] =
    failed > 0
      ? [failed, "The bank sent a refund of this payment back"]
      : [along, "A part of this payment was disputed"];
  if (along === 0 || amount <= first) return null;
  const text = `${amountText(first, charge.currency)} ${charge.currency}`;
  return refuse("invalid", undefined, { amount: [`${why}: give back ${text} first and the rest by a second refund.`] });
}
