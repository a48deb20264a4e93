import type { PaidCharge, PaidRefund, PaidReversal } from "@/lib/ports/payments";
import { type Entry, entry, type Journal } from "./journal.ts";
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
    (reversal): Journal => ({
      ...of,
      objectId: reversal.id,
      at: reversal.at,
      kind: "transfer_reversal",
      ...causeOf(reversal, parties.subscriberId, providerId),
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

/** Why a part of a transfer was taken back, and the entries of it. */
function causeOf(
  { amount, refundId, ofTax, bears }: PaidReversal,
  subscriberId: string,
  providerId: string,
): Pick<Journal, "memo" | "entries"> {
  const moved = [entry("STRIPE_BALANCE", providerId, -amount), entry("STRIPE_BALANCE", null, amount)];
  if (ofTax === true) {
    const memo = "Tax that the provider's transfer had carried along";
    return { memo, entries: [entry("TAX", providerId, amount), entry("TAX", null, -amount), ...moved] };
  }
  const taken = entry("PROVIDER_PAYABLE", providerId, amount);
  if (refundId !== null) {
    const memo = "Taken back from the provider for a refund";
    return { memo, entries: [taken, entry("REFUNDS", subscriberId, -amount), ...moved] };
  }
  const memo = "Taken back from the provider for a dispute";
  if (bears === undefined) return { memo, entries: [taken, entry("DISPUTES", subscriberId, -amount), ...moved] };
  const { amount: disputed, tax } = bears;
  const others = [entry("PLATFORM_FEE", null, disputed - tax - amount), entry("TAX", null, tax)];
  return { memo, entries: [taken, ...others, entry("DISPUTES", subscriberId, -disputed), ...moved] };
}

/** A refund that the bank sent back is two journals: it went and it came, whether or not we looked in between. One that waits is none yet. */
function journalsOfRefund(charge: PaidCharge, refund: PaidRefund, parties: ChargeParties): Journal[] {
  if (refund.waits === true) return [];
  const costs = costsOf(refund, parties);
  const of = { objectId: refund.id, at: refund.at, currency: charge.currency, chargeId: charge.id };
  const went: Journal = {
    ...of,
    kind: "refund",
    memo: "Refund to the subscriber",
    entries: [...costs, entry("STRIPE_BALANCE", null, -refund.amount)],
  };
  if (!refund.failed) return [went];
  const came: Journal = {
    ...of,
    kind: "refund_failed",
    memo: "The bank did not take the refund",
    entries: [
      ...costs.map(({ account, userId, amount }) => entry(account, userId, -amount)),
      entry("STRIPE_BALANCE", null, refund.amount),
    ],
  };
  return [went, came];
}

/** Who bears a refund. REFUNDS is what others still have to give back of it, by reversals of their own. */
function costsOf({ amount, taxed }: PaidRefund, { providerId, subscriberId }: ChargeParties): readonly Entry[] {
  if (taxed !== undefined) {
    const { tax, share } = taxed;
    return [
      entry("PLATFORM_FEE", null, amount - tax - share),
      entry("TAX", null, tax),
      ...(share === 0 ? [] : [entry("REFUNDS", subscriberId, share)]),
    ];
  }
  // Of a charge that was the platform's alone nobody else gives a share back.
  return [providerId === null ? entry("PLATFORM_FEE", null, amount) : entry("REFUNDS", subscriberId, amount)];
}
