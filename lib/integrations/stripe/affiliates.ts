import type Stripe from "stripe";
import { minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";
import type { AffiliatePayments, AffiliateTransferOrder, SentTransfer } from "@/lib/ports/affiliate-payments";
import { fromSec, toCurrency } from "./shapes.ts";
import { type StripeCalls, wasRefused } from "./stripe-calls.ts";

/** Separate transfers: of the platform's own balance, bound to no charge. */
export function stripeAffiliates(calls: StripeCalls): AffiliatePayments {
  return {
    send: (order, key) => send(calls, order, key),
    listTo: (accountId, since) => listTo(calls, accountId, since),
  };
}

async function send(
  calls: StripeCalls,
  { transferId, accountId, amount, currency }: AffiliateTransferOrder,
  key: string,
): Promise<SentTransfer | "balance_short"> {
  const body = {
    amount,
    currency: currency.toLowerCase(),
    destination: accountId,
    description: "Heliograph affiliate share",
    metadata: { affiliateTransferId: transferId },
  };
  try {
    return toSent(
      await calls.send("affiliate.transfer", transferId, key, body, (options) =>
        calls.stripe.transfers.create(body, options),
      ),
    );
  } catch (error) {
    // However it is worded (an account that is gone): it is not made, and stands in no later one's way.
    if (wasRefused(error)) return "balance_short";
    throw error;
  }
}

async function listTo(calls: StripeCalls, destination: string, since: UtcMs): Promise<SentTransfer[]> {
  const created = { gte: Math.floor(since / 1_000) };
  const rows = await calls.list(calls.stripe.transfers.list({ destination, created, limit: 100 }));
  // Shares of payments go to the same account, and may be in a currency that none of ours is in.
  return rows.filter((row) => idOfOrder(row) !== null).map(toSent);
}

function idOfOrder({ metadata }: Stripe.Transfer): string | null {
  return metadata?.affiliateTransferId ?? null;
}

function toSent(transfer: Stripe.Transfer): SentTransfer {
  return {
    id: transfer.id,
    transferId: idOfOrder(transfer),
    at: fromSec(transfer.created),
    amount: minor(transfer.amount),
    currency: toCurrency(transfer.currency),
  };
}
