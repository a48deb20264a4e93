import { type Currency, type Minor, minor } from "@/lib/kernel/money";
import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { type Funds, owed, payable, REFUND_WINDOW_MS } from "./payable.ts";
import { findConnectAccount } from "./repository.ts";
import { heldShares } from "./statement-queries.ts";

/** A provider's money in one currency. Minor units. */
export interface FundsView extends Funds {
  readonly currency: Currency;
  readonly payable: Minor;
  readonly owed: Minor;
}

/**
 * What a provider's account holds and what of it may be paid out, read from the payment service now; nothing without an account.
 * @throws AppError "payments_unavailable"
 */
export async function readFunds(ctx: Ctx, providerId: string): Promise<FundsView[]> {
  const account = await findConnectAccount(ctx.db, providerId);
  if (account === null) return [];
  const [balances, held] = await Promise.all([
    ctx.payments.balancesOf(account.stripeAccountId),
    heldShares(ctx.db, providerId, utcMs(ctx.clock.now() - REFUND_WINDOW_MS)),
  ]);
  return balances.map(({ currency, available, pending }) => {
    const funds = { available, pending, ...(held.get(currency) ?? { insideWindow: minor(0), disputed: minor(0) }) };
    return { currency, ...funds, payable: payable(funds), owed: owed(funds) };
  });
}
