import { invariant } from "@/lib/kernel/errors";
import type { Currency, Minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";
import { entry, type Journal, type LedgerAccount, requireBalance } from "./journal.ts";

/** What the books say of one charge, affiliates' journals left out: minor units, the platform's fee as a positive sum. */
export interface ChargeSums {
  readonly fee: number;
  readonly refunds: number;
  readonly disputes: number;
}

/** Accounts whose entries change what the platform keeps of a charge. */
export const KEPT_ACCOUNTS: ReadonlySet<LedgerAccount> = new Set(["PLATFORM_FEE", "REFUNDS", "DISPUTES"]);

/**
 * What the platform keeps of a charge: its fee, less what it paid back of it alone and what a bank has withdrawn. Never more than the fee: money
 * that a bank gave back and that waits to be returned to a provider is not the platform's.
 */
export function keptOf({ fee, refunds, disputes }: ChargeSums): number {
  return Math.max(0, Math.min(fee, fee - refunds - disputes));
}

/**
 * An affiliate's part of `kept`, rounded half up to the cent; `shareBps` in basis points (1_000 = 10 %).
 * @throws AppError "invariant" on a share over 100 %
 */
export function affiliateShare(kept: number, shareBps: number): number {
  invariant(shareBps >= 0 && shareBps <= 10_000, `an affiliate's share of ${shareBps} bps`);
  return Math.round((kept * shareBps) / 10_000);
}

/** Brings the affiliate's part of a charge by `change`: up with a payment, down with what was given back. Named after what caused it. */
export function journalOfShare(
  cause: Pick<Journal, "objectId" | "at" | "currency" | "chargeId">,
  affiliateId: string,
  change: number,
): Journal {
  const { objectId, at, currency, chargeId } = cause;
  return requireBalance({
    objectId,
    at,
    currency,
    chargeId,
    kind: change > 0 ? "affiliate_share" : "affiliate_back",
    memo: change > 0 ? "The affiliate's part of the platform's share" : "The affiliate's part given back",
    entries: [entry("PLATFORM_FEE", null, change), entry("AFFILIATE", affiliateId, -change)],
  });
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
