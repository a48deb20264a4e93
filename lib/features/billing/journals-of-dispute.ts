import { invariant } from "@/lib/kernel/errors";
import type { PaidDispute } from "@/lib/ports/payments";
import { entry, type Journal, requireBalance } from "./journal.ts";
import type { ChargeParties } from "./journals-of-charge.ts";

/**
 * The journals of a dispute by the service's own movements: funds withdrawn (with the bank's fee) or reinstated, and, after one that was
 * won, the transfer that returns the provider's share, and what later refunds and disputes took of it. What was taken from him at its opening is a reversal of the charge's transfer and
 * is booked with the charge.
 * @throws AppError "invariant" when more is returned than was taken back
 */
export function journalsOfDispute(dispute: PaidDispute, parties: ChargeParties): Journal[] {
  const { chargeId, currency } = dispute;
  const funds = dispute.movements.map(({ id, at, amount, fee }): Journal => {
    const taken = amount < 0;
    return {
      objectId: id,
      kind: "dispute_funds",
      at,
      currency,
      chargeId,
      memo: taken ? "Withdrawn by the subscriber's bank" : "Given back by the subscriber's bank",
      entries: [
        entry("DISPUTES", parties.subscriberId, -amount),
        entry("PROCESSING_FEE", null, fee),
        entry("STRIPE_BALANCE", null, amount - fee),
      ],
    };
  });
  const { providerId } = parties;
  const { returned } = dispute;
  if (returned === null || providerId === null) return funds.map(requireBalance);
  invariant(
    returned.amount + (returned.tax ?? 0) <= returned.reversed,
    `dispute ${dispute.id} returned ${returned.amount} of ${returned.reversed}`,
  );
  const { tax = 0 } = returned;
  const back: Journal = {
    objectId: returned.id,
    kind: "dispute_return",
    at: returned.at,
    currency,
    chargeId,
    memo: "Dispute won: the provider's share returned",
    entries: [
      entry("DISPUTES", parties.subscriberId, returned.reversed),
      entry("PROVIDER_PAYABLE", providerId, -returned.amount),
      entry("PLATFORM_FEE", null, returned.amount + tax - returned.reversed),
      ...(tax === 0 ? [] : [entry("TAX", null, -tax)]),
      entry("STRIPE_BALANCE", providerId, returned.amount),
      entry("STRIPE_BALANCE", null, -returned.amount),
    ],
  };
  const again = returned.takenAgain.map(({ id, at, amount, refunded, disputed }): Journal => {
    const [whole, ofTax] = disputed === undefined ? [refunded, 0] : [disputed.amount, disputed.tax];
    return {
      objectId: id,
      kind: "transfer_reversal",
      at,
      currency,
      chargeId,
      memo: `Taken back from the provider for a ${disputed === undefined ? "refund" : "dispute"}`,
      entries: [
        entry("PROVIDER_PAYABLE", providerId, amount),
        entry("PLATFORM_FEE", null, whole - ofTax - amount),
        ...(ofTax === 0 ? [] : [entry("TAX", null, ofTax)]),
        entry(disputed === undefined ? "REFUNDS" : "DISPUTES", parties.subscriberId, -whole),
        entry("STRIPE_BALANCE", providerId, -amount),
        entry("STRIPE_BALANCE", null, amount),
      ],
    };
  });
  return [...funds, back, ...again].map(requireBalance);
}
