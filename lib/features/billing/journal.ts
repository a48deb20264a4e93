import { invariant } from "@/lib/kernel/errors";
import { type Minor, minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";
import type { PaidCharge } from "@/lib/ports/payments";

export type LedgerAccount =
  | "CUSTOMER_RECEIPTS"
  | "PROVIDER_PAYABLE"
  | "PLATFORM_FEE"
  | "PROCESSING_FEE"
  | "REFUNDS"
  | "STRIPE_BALANCE";

/** Positive: debit. Whose part it is: the provider for PROVIDER_PAYABLE, the subscriber for CUSTOMER_RECEIPTS and REFUNDS. */
export interface Entry {
  readonly account: LedgerAccount;
  readonly userId: string | null;
  readonly amount: Minor;
}

/** One external change of money. Unique by (objectId, kind): a twin event posts nothing. */
export interface Journal {
  readonly objectId: string;
  readonly kind: "payment" | "split" | "processing_fee" | "refund" | "refund_split";
  readonly at: UtcMs;
  readonly currency: string;
  readonly memo: string;
  readonly entries: readonly Entry[];
}

/** Who is behind a charge, in our ids. */
export interface ChargeParties {
  readonly subscriberId: string;
  readonly providerId: string;
}

/**
 * The journals of one charge, as far as the service knows it: the payment, its split by the service's own fee amount (99.99 → 79.99 +
 * 20.00), the processing fee once known, and each refund with both shares taken back in proportion.
 * @throws AppError "invariant" when a fee is larger than its charge
 */
export function journalsOfCharge(charge: PaidCharge, parties: ChargeParties): Journal[] {
  const { id, amount, currency, platformFee } = charge;
  invariant(platformFee >= 0 && platformFee <= amount, `charge ${id}: fee ${platformFee} of ${amount}`);
  const base = { at: charge.at, currency };
  const subscriber = parties.subscriberId;
  const journals: Journal[] = [
    {
      ...base,
      objectId: id,
      kind: "payment",
      memo: "Subscription payment",
      entries: [entry("STRIPE_BALANCE", null, amount), entry("CUSTOMER_RECEIPTS", subscriber, -amount)],
    },
    {
      ...base,
      objectId: id,
      kind: "split",
      memo: "Share of provider and platform",
      entries: [
        entry("CUSTOMER_RECEIPTS", subscriber, amount),
        entry("PROVIDER_PAYABLE", parties.providerId, platformFee - amount),
        entry("PLATFORM_FEE", null, -platformFee),
      ],
    },
  ];
  if (charge.processing !== null) {
    const fee = charge.processing.amount;
    journals.push({
      ...base,
      objectId: charge.processing.id,
      kind: "processing_fee",
      memo: "Fee of the payment service",
      entries: [entry("PROCESSING_FEE", null, fee), entry("STRIPE_BALANCE", null, -fee)],
    });
  }
  let refunded = 0;
  for (const refund of charge.refunds) {
    // From the sums so far, so that thrice a part ends on the cent, as the service does it.
    const feeBack = feeOf(charge, refunded + refund.amount) - feeOf(charge, refunded);
    refunded += refund.amount;
    journals.push(
      {
        objectId: refund.id,
        kind: "refund",
        at: refund.at,
        currency,
        memo: "Refund to the subscriber",
        entries: [entry("REFUNDS", subscriber, refund.amount), entry("STRIPE_BALANCE", null, -refund.amount)],
      },
      {
        objectId: refund.id,
        kind: "refund_split",
        at: refund.at,
        currency,
        memo: "Shares taken back",
        entries: [
          entry("REFUNDS", subscriber, -refund.amount),
          entry("PROVIDER_PAYABLE", parties.providerId, refund.amount - feeBack),
          entry("PLATFORM_FEE", null, feeBack),
        ],
      },
    );
  }
  for (const journal of journals) requireBalance(journal);
  return journals;
}

/** The fee's part of the first `refunded` minor units, rounded half up. */
function feeOf(charge: PaidCharge, refunded: number): number {
  return Math.round((charge.platformFee * refunded) / charge.amount);
}

function entry(account: LedgerAccount, userId: string | null, amount: number): Entry {
  return { account, userId, amount: minor(amount) };
}

/** @throws AppError "invariant" unless the entries sum to 0 */
export function requireBalance(journal: Journal): void {
  const sum = journal.entries.reduce((total, each) => total + each.amount, 0);
  invariant(sum === 0, `journal ${journal.kind} of ${journal.objectId} is off by ${sum}`);
}
