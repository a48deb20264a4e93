import { invariant } from "@/lib/kernel/errors";
import { type Currency, type Minor, minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";

export const LEDGER_ACCOUNTS = [
  "STRIPE_BALANCE",
  "CUSTOMER_RECEIPTS",
  "PROVIDER_PAYABLE",
  "PAYOUTS",
  "PLATFORM_FEE",
  "PROCESSING_FEE",
  "REFUNDS",
  "DISPUTES",
  "AFFILIATE",
  "TAX",
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/** What moved, at most once for each object of the payment service (docs/decisions/0030-money.md has the table with signs). */
export type JournalKind =
  | "payment"
  | "split"
  | "transfer"
  | "processing_fee"
  | "credit"
  | "refund"
  | "refund_failed"
  | "transfer_reversal"
  | "fee_refund"
  | "dispute_funds"
  | "dispute_return"
  | "affiliate_share"
  | "affiliate_back"
  | "affiliate_transfer"
  | "payout"
  | "payout_failed"
  | "own_payout"
  | "service_fee";

/**
 * Positive: debit. Whose part it is: the provider for PROVIDER_PAYABLE and PAYOUTS (null: to the platform's own bank), the subscriber for CUSTOMER_RECEIPTS, REFUNDS and
 * DISPUTES, the affiliate for AFFILIATE; the provider whose balance holds it for TAX (null: the platform's); for STRIPE_BALANCE the owner of the balance, null being the platform.
 */
export interface Entry {
  readonly account: LedgerAccount;
  readonly userId: string | null;
  readonly amount: Minor;
}

/** One external change of money. Unique by (objectId, kind): a twin event posts nothing. */
export interface Journal {
  readonly objectId: string;
  readonly kind: JournalKind;
  readonly at: UtcMs;
  readonly currency: Currency;
  readonly memo: string;
  /** The charge that it belongs to; null for what is of no one charge (a payout, a credit). */
  readonly chargeId: string | null;
  readonly entries: readonly Entry[];
}

/** `amount` in minor units. A sum that came out as -0 is 0. */
export function entry(account: LedgerAccount, userId: string | null, amount: number): Entry {
  return { account, userId, amount: minor(amount === 0 ? 0 : amount) };
}

/** @throws AppError "invariant" unless the entries sum to 0 */
export function requireBalance(journal: Journal): Journal {
  const sum = journal.entries.reduce((total, each) => total + each.amount, 0);
  invariant(sum === 0, `journal ${journal.kind} of ${journal.objectId} is off by ${sum}`);
  return journal;
}
