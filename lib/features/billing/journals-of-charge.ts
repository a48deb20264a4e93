import { invariant } from "@/lib/kernel/errors";
import type { PaidCharge } from "@/lib/ports/payments";
import { entry, type Journal, requireBalance } from "./journal.ts";
import { journalsOfGiveBack } from "./journals-of-give-back.ts";

/** Who is behind a charge, in our ids. */
export interface ChargeParties {
  readonly subscriberId: string;
  /** Null when all of it is the platform's: a plan, not a strategy. */
  readonly providerId: string | null;
}

/**
 * The journals of one charge, as far as the service knows it: the payment, its split by the service's own fee amount (99.99 → 79.99 +
 * 20.00), the move of the provider's part to his account, the processing fee once known, and all that was given back. A charge of 0 moves
 * nothing and has none.
 * @throws AppError "invariant" when a fee is larger than its charge
 */
export function journalsOfCharge(charge: PaidCharge, parties: ChargeParties): Journal[] {
  const { id, at, amount, currency, platformFee } = charge;
  invariant(platformFee >= 0 && platformFee <= amount, `charge ${id}: fee ${platformFee} of ${amount}`);
  if (amount === 0) return [];
  const { subscriberId, providerId } = parties;
  const share = providerId === null ? 0 : amount - platformFee;
  const of = { at, currency, chargeId: id, objectId: id };
  const journals: Journal[] = [
    {
      ...of,
      kind: "payment",
      memo: "Payment",
      entries: [entry("STRIPE_BALANCE", null, amount), entry("CUSTOMER_RECEIPTS", subscriberId, -amount)],
    },
    {
      ...of,
      kind: "split",
      memo: "Share of provider and platform",
      entries: [
        entry("CUSTOMER_RECEIPTS", subscriberId, amount),
        ...(providerId === null ? [] : [entry("PROVIDER_PAYABLE", providerId, -share)]),
        entry("PLATFORM_FEE", null, share - amount),
      ],
    },
  ];
  if (providerId !== null) {
    journals.push({
      ...of,
      kind: "transfer",
      memo: "The provider's share goes to his account",
      entries: [entry("STRIPE_BALANCE", providerId, share), entry("STRIPE_BALANCE", null, -share)],
    });
  }
  if (charge.processing !== null) {
    const fee = charge.processing.amount;
    journals.push({
      ...of,
      objectId: charge.processing.id,
      kind: "processing_fee",
      memo: "Fee of the payment service",
      entries: [entry("PROCESSING_FEE", null, fee), entry("STRIPE_BALANCE", null, -fee)],
    });
  }
  return [...journals, ...journalsOfGiveBack(charge, parties)].map(requireBalance);
}
