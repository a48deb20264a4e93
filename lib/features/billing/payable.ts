import { type Minor, minor } from "@/lib/kernel/money";
import { DAY_MS } from "@/lib/kernel/time";

/** A charge can be asked back for so long; its money is not paid out before. */
export const REFUND_WINDOW_MS = 14 * DAY_MS;
/** The least that is paid out, in minor units of the payout's currency (50.00 USD). */
export const PAYOUT_MIN = minor(5_000);

/** What is known of a provider's money in one currency, in minor units. Balances are the payment service's, the rest is our ledger's. */
export interface Funds {
  readonly available: Minor;
  readonly pending: Minor;
  /** His shares of charges younger than the refund window, what was given back of them taken off. */
  readonly insideWindow: Minor;
  /** His shares of charges that are disputed and were not taken back yet. */
  readonly disputed: Minor;
}

/**
 * What may be paid out now: the available balance less what is held. Money that is both young and pending at the service is in `insideWindow`
 * and not in `available`, so it is set off against `pending` first and not taken off twice. Never below 0: what is owed is not payable.
 */
export function payable({ available, pending, insideWindow, disputed }: Funds): Minor {
  const free = available + pending - insideWindow - disputed;
  return minor(Math.max(0, Math.min(available, free)));
}

/** What a provider owes the platform, paid by his next sales: the part of his balance that is below 0. */
export function owed({ available, pending }: Funds): Minor {
  return minor(Math.max(0, -(available + pending)));
}

/** Whether this much is paid out: 49.99 never, 50.00 yes. */
export function isPayable(amount: Minor): boolean {
  return amount >= PAYOUT_MIN;
}
