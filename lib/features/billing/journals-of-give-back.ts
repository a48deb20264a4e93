import type { PaidCharge, PaidRefund } from "@/lib/ports/payments";
import { entry, type Journal } from "./journal.ts";
import type { ChargeParties } from "./journals-of-charge.ts";

/**
 * What of a charge went back: the refunds to the subscriber, the provider's part of them (transfer reversals) and the platform's (fee
 * refunds), each by its own object and amount at the service, so that no share is rounded here.
 */
export function journalsOfGiveBack(charge: PaidCharge, parties: ChargeParties): Journal[] {
  const refunds = charge.refunds.flatMap((refund) => journalsOfRefund(charge, refund, parties));
  const { providerId } = parties;
  if (providerId === null) return refunds;
  const of = { currency: charge.currency, chargeId: charge.id };
  const reversals = charge.reversals.map(
    ({ id, at, amount, refundId }): Journal => ({
      ...of,
      objectId: id,
      at,
      kind: "transfer_reversal",
      memo:
        refundId === null ? "Taken back from the provider for a dispute" : "Taken back from the provider for a refund",
      entries: [
        entry("PROVIDER_PAYABLE", providerId, amount),
        entry(refundId === null ? "DISPUTES" : "REFUNDS", parties.subscriberId, -amount),
        entry("STRIPE_BALANCE", providerId, -amount),
        entry("STRIPE_BALANCE", null, amount),
      ],
    }),
  );
  const feeRefunds = charge.feeRefunds.map(
    ({ id, at, amount }): Journal => ({
      ...of,
      objectId: id,
      at,
      kind: "fee_refund",
      memo: "The platform's share given back",
      entries: [
        entry("PLATFORM_FEE", null, amount),
        entry("PROVIDER_PAYABLE", providerId, -amount),
        entry("STRIPE_BALANCE", providerId, amount),
        entry("STRIPE_BALANCE", null, -amount),
      ],
    }),
  );
  return [...refunds, ...reversals, ...feeRefunds];
}

/** A refund that the bank sent back is two journals: it went and it came, whether or not we looked in between. */
function journalsOfRefund(charge: PaidCharge, refund: PaidRefund, parties: ChargeParties): Journal[] {
  // Of a charge that was the platform's alone nobody else gives a share back.
  const borne = parties.providerId === null ? entry("PLATFORM_FEE", null, refund.amount) : null;
  const cost = borne ?? entry("REFUNDS", parties.subscriberId, refund.amount);
  const of = { objectId: refund.id, at: refund.at, currency: charge.currency, chargeId: charge.id };
  const went: Journal = {
    ...of,
    kind: "refund",
    memo: "Refund to the subscriber",
    entries: [cost, entry("STRIPE_BALANCE", null, -refund.amount)],
  };
  if (!refund.failed) return [went];
  const came: Journal = {
    ...of,
    kind: "refund_failed",
    memo: "The bank did not take the refund",
    entries: [entry(cost.account, cost.userId, -refund.amount), entry("STRIPE_BALANCE", null, refund.amount)],
  };
  return [went, came];
}
