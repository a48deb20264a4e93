import { type Minor, minor } from "@/lib/kernel/money";
import type { PaidInvoice } from "@/lib/ports/payments";
import { entry, type Journal, requireBalance } from "./journal.ts";
import type { ChargeParties } from "./journals-of-charge.ts";
import { splitCharge } from "./split-charge.ts";
import { proportion, taxOfInvoice } from "./tax-parts.ts";

/**
 * What an invoice did to the subscriber's credit at the service, null when nothing. A proration credit (negative) is owed to him from now
 * on: a negative row for provider and platform; a later invoice that uses it (positive) earns them that part without a charge. One that
 * somebody gave by hand was paid by nobody and earns nobody anything, as a discount does; the tax on it is the platform's to bear.
 */
export function journalOfCredit(
  invoice: PaidInvoice,
  parties: Pick<ChargeParties, "subscriberId" | "providerId">,
  feeBps: number,
): Journal | null {
  const { creditChange, creditByHand = 0, currency } = invoice;
  if (creditChange === 0) return null;
  const { subscriberId, providerId } = parties;
  const paid = creditChange - creditByHand;
  const tax = taxOfInvoice(invoice).credit;
  if (paid === 0 && tax === 0) return null;
  const net = minor(paid - proportion(tax, Math.abs(paid), Math.abs(creditChange)));
  const share = providerId === null ? 0 : providerShare(net, feeBps);
  return requireBalance({
    objectId: invoice.id,
    kind: "credit",
    at: invoice.at,
    currency,
    chargeId: null,
    memo: creditChange < 0 ? "Credit for time not used" : "Paid from a credit",
    entries: [
      entry("CUSTOMER_RECEIPTS", subscriberId, paid),
      ...(providerId === null ? [] : [entry("PROVIDER_PAYABLE", providerId, -share)]),
      entry("PLATFORM_FEE", null, share + tax - paid),
      ...(tax === 0 ? [] : [entry("TAX", null, -tax)]),
    ],
  });
}

/** The same cents for a credit as for the payment that it undoes. */
function providerShare(amount: Minor, feeBps: number): number {
  const { provider } = splitCharge(minor(Math.abs(amount)), feeBps);
  return amount < 0 ? -provider : provider;
}
