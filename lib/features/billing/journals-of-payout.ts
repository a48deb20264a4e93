import type { PaidPayout } from "@/lib/ports/payments";
import { entry, type Journal, requireBalance } from "./journal.ts";

/**
 * The journals of one payout to a provider's bank. The money leaves his balance when the payout is made; that it arrived moves nothing. One
 * that failed or was cancelled puts it back, also where "paid" was said before: banks return money days later.
 */
export function journalsOfPayout(payout: PaidPayout, providerId: string): Journal[] {
  const { id, at, amount, currency } = payout;
  const of = { objectId: id, currency, chargeId: null };
  const left: Journal = {
    ...of,
    at,
    kind: "payout",
    memo: "Paid out to the provider's bank",
    entries: [entry("PAYOUTS", providerId, amount), entry("STRIPE_BALANCE", providerId, -amount)],
  };
  if (payout.status !== "FAILED" && payout.status !== "CANCELLED") return [requireBalance(left)];
  const back: Journal = {
    ...of,
    at,
    kind: "payout_failed",
    memo: "The payout did not arrive and came back",
    entries: [entry("PAYOUTS", providerId, -amount), entry("STRIPE_BALANCE", providerId, amount)],
  };
  return [left, back].map(requireBalance);
}
