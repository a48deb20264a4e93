import { isCurrency, minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";
import type { AccountBalance, PaidPayout, PayoutOrder } from "@/lib/ports/payments";
import { toPayout } from "./charge-shapes.ts";
import { type StripeCalls, wasRefused } from "./stripe-calls.ts";

/** What an account holds, by currency. A currency that we do not sell in is none of ours and is left out. */
export async function readBalances(calls: StripeCalls, accountId: string): Promise<AccountBalance[]> {
  const balance = await calls.read(() => calls.stripe.balance.retrieve({}, { stripeAccount: accountId }));
  if (balance === null) return [];
  const codes = new Set([...balance.available, ...balance.pending].map((part) => part.currency));
  const sum = (parts: readonly { currency: string; amount: number }[], code: string) =>
    minor(parts.filter((part) => part.currency === code).reduce((total, part) => total + part.amount, 0));
  return [...codes].flatMap((code) => {
    const currency = code.toUpperCase();
    if (!isCurrency(currency)) return [];
    return [{ currency, available: sum(balance.available, code), pending: sum(balance.pending, code) }];
  });
}

/**
 * Sends money of the account's balance to its bank. The id of our row is in the metadata, so that it is found again whatever happens. However
 * the service words its no (a bank account that is gone, a limit), the payout is not made and stands in nobody's way.
 */
export async function sendPayout(
  calls: StripeCalls,
  order: PayoutOrder,
  key: string,
): Promise<PaidPayout | "balance_short"> {
  const body = {
    amount: order.amount,
    currency: order.currency.toLowerCase(),
    metadata: { payoutId: order.payoutId },
  };
  try {
    const sent = await calls.send("payout", order.payoutId, key, body, (options) =>
      calls.stripe.payouts.create(body, { ...options, stripeAccount: order.accountId }),
    );
    return toPayout(sent, order.accountId);
  } catch (error) {
    if (wasRefused(error)) return "balance_short";
    throw error;
  }
}

export async function readPayout(calls: StripeCalls, accountId: string, id: string): Promise<PaidPayout | null> {
  const payout = await calls.read(() => calls.stripe.payouts.retrieve(id, {}, { stripeAccount: accountId }));
  return payout === null ? null : toPayout(payout, accountId);
}

/** Payouts made since then, newest first. */
export async function readPayouts(calls: StripeCalls, accountId: string, since: UtcMs): Promise<PaidPayout[]> {
  const created = { gte: Math.floor(since / 1_000) };
  const rows = await calls.list(calls.stripe.payouts.list({ created, limit: 100 }, { stripeAccount: accountId }));
  return rows.map((row) => toPayout(row, accountId));
}
