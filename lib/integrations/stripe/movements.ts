import { minor } from "@/lib/kernel/money";
import type { UtcMs } from "@/lib/kernel/time";
import type { BalanceMovement } from "@/lib/ports/payments";
import { fromSec, idOf } from "./shapes.ts";
import type { StripeCalls } from "./stripe-calls.ts";

/** Stripe's balance transactions of the platform or of a connected account, newest first. */
export async function readMovements(
  calls: StripeCalls,
  accountId: string | null,
  since: UtcMs | null,
): Promise<BalanceMovement[]> {
  const query = { limit: 100, ...(since === null ? {} : { created: { gte: Math.floor(since / 1_000) } }) };
  const rows = await calls.list(
    calls.stripe.balanceTransactions.list(query, accountId === null ? {} : { stripeAccount: accountId }),
  );
  return rows.map((row) => ({
    id: row.id,
    accountId,
    type: row.type,
    sourceId: idOf(row.source),
    currency: row.currency.toUpperCase(),
    amount: minor(row.amount),
    fee: minor(row.fee),
    at: fromSec(row.created),
  }));
}
