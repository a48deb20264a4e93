import { invariant } from "@/lib/kernel/errors";
import type { PaidCharge } from "@/lib/ports/payments";
import { entry, type Journal, requireBalance } from "./journal.ts";
import { journalsOfGiveBack } from "./journals-of-give-back.ts";
import type { Taxed } from "./tax-parts.ts";

/** Who is behind a charge, in our ids. */
export interface ChargeParties {
  readonly subscriberId: string;
  /** Null when all of it is the platform's: a plan, not a strategy. */
  readonly providerId: string | null;
  /** What of it is tax and what the provider's share; absent: nothing is tax, and the share is what the service's own fee leaves. */
  readonly taxed?: Taxed;
}

/**
 * The journals of one charge, as far as the service knows it: the payment, its split by the service's own fee amount (99.99 → 79.99 +
 * 20.00), the move of the provider's part to his account, the processing fee once known, and all that was given back. A charge of 0 moves
 * nothing and has none. Of a taxed one the service's fee and transfer carry tax too: the split is of the amount without it, and what of the
 * tax lies in the provider's balance stands there on TAX until it is taken (docs/decisions/0038-tax.md).
 * @throws AppError "invariant" when a fee is larger than its charge
 */
export function journalsOfCharge(charge: PaidCharge, parties: ChargeParties): Journal[] {
  const { id, at, amount, currency, platformFee } = charge;
  invariant(platformFee >= 0 && platformFee <= amount, `charge ${id}: fee ${platformFee} of ${amount}`);
  if (amount === 0) return [];
  const { subscriberId, providerId, taxed } = parties;
  const moved = providerId === null ? 0 : amount - platformFee;
  const { tax, share } = taxed ?? { tax: 0, share: moved };
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
        entry("PLATFORM_FEE", null, share + tax - amount),
        ...(tax === 0 ? [] : [entry("TAX", null, -tax)]),
      ],
    },
  ];
  if (providerId !== null) {
    journals.push({
      ...of,
      kind: "transfer",
      memo: "The provider's share goes to his account",
      entries: [
        entry("STRIPE_BALANCE", providerId, moved),
        entry("STRIPE_BALANCE", null, -moved),
        ...(moved === share ? [] : [entry("TAX", providerId, share - moved), entry("TAX", null, moved - share)]),
      ],
    });
  }
  if (charge.processing !== null) {
    const { id: objectId, amount: fee, currency: ofFee = currency } = charge.processing;
    journals.push({
      ...of,
      objectId,
      currency: ofFee,
      kind: "processing_fee",
      memo: "Fee of the payment service",
      entries: [entry("PROCESSING_FEE", null, fee), entry("STRIPE_BALANCE", null, -fee)],
    });
  }
  return [...journals, ...journalsOfGiveBack(charge, parties)].map(requireBalance);
}
