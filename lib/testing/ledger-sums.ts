import type { Journal } from "@/lib/features/billing/journal";
import { minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { PaidCharge } from "@/lib/ports/payments";

/** What journals leave on each account, by owner (`STRIPE_BALANCE`, `STRIPE_BALANCE provider` …), without those that are at 0. */
export function ledgerSums(journals: readonly Journal[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { account, userId, amount } of journals.flatMap((journal) => journal.entries)) {
    const name = userId === null ? account : `${account} ${userId}`;
    sums.set(name, (sums.get(name) ?? 0) + amount);
  }
  return Object.fromEntries([...sums].filter(([, amount]) => amount !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A charge of 99.99 of which the platform keeps 20.00, its card fee of 3.20 known. */
export const CHARGE_OF_99_99: PaidCharge = {
  id: "ch_1",
  amount: minor(9_999),
  currency: "USD",
  at: utcMs(0),
  platformFee: minor(2_000),
  destination: "acct_1",
  processing: { id: "txn_fee", amount: minor(320) },
  disputeIds: [],
  transferId: "tr_1",
  refunds: [],
  reversals: [],
  feeRefunds: [],
};

export const BUYER_AND_PROVIDER = { subscriberId: "buyer", providerId: "provider" };
