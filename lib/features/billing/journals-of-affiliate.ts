import { invariant } from "@/lib/kernel/errors";
import type { Currency, Minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";
import type { PaidCharge } from "@/lib/ports/payments";
import { entry, type Journal, requireBalance } from "./journal.ts";
import type { ChargeParties } from "./journals-of-charge.ts";

/** Who brought a subscriber, and what part of the platform's share is his, in basis points (1_000 = 10 %). */
export interface AffiliateTerms {
  readonly userId: string;
  readonly shareBps: number;
}

/**
 * An affiliate's part of one charge: of the platform's fee, of nothing else, rounded half up; and what of it goes back with each part of the
 * fee, from the sum given back so far, so that parts end on the cent.
 * @throws AppError "invariant" on a share over 100 %
 */
export function journalsOfAffiliate(charge: PaidCharge, parties: ChargeParties, terms: AffiliateTerms): Journal[] {
  const { userId, shareBps } = terms;
  invariant(shareBps >= 0 && shareBps <= 10_000, `affiliate ${userId}: a share of ${shareBps} bps`);
  const kept = parties.providerId === null ? charge.amount : charge.platformFee;
  const of = { currency: charge.currency, chargeId: charge.id };
  const shareOf = (fee: number): number => Math.round((fee * shareBps) / 10_000);
  const whole = shareOf(kept);
  if (whole === 0) return [];
  const share: Journal = {
    ...of,
    objectId: charge.id,
    at: charge.at,
    kind: "affiliate_share",
    memo: "The affiliate's part of the platform's share",
    entries: [entry("PLATFORM_FEE", null, whole), entry("AFFILIATE", userId, -whole)],
  };
  // Without a provider no fee is refunded as such: the refund itself is the platform's.
  const parts = parties.providerId === null ? charge.refunds.filter((refund) => !refund.failed) : charge.feeRefunds;
  let given = 0;
  const backs = parts.map(({ id, at, amount }): Journal => {
    const back = shareOf(kept - given) - shareOf(kept - given - amount);
    given += amount;
    return {
      ...of,
      objectId: id,
      at,
      kind: "affiliate_back",
      memo: "The affiliate's part given back",
      entries: [entry("AFFILIATE", userId, back), entry("PLATFORM_FEE", null, -back)],
    };
  });
  return [share, ...backs].map(requireBalance);
}

/** What was owed to an affiliate goes to his account at the service, and is paid out from there like a provider's money. */
export function journalOfAffiliateTransfer(
  transfer: { readonly id: string; readonly at: UtcMs; readonly amount: Minor; readonly currency: Currency },
  userId: string,
): Journal {
  const { id, at, amount, currency } = transfer;
  return requireBalance({
    objectId: id,
    kind: "affiliate_transfer",
    at,
    currency,
    chargeId: null,
    memo: "Paid to the affiliate's account",
    entries: [
      entry("AFFILIATE", userId, amount),
      entry("PROVIDER_PAYABLE", userId, -amount),
      entry("STRIPE_BALANCE", userId, amount),
      entry("STRIPE_BALANCE", null, -amount),
    ],
  });
}
