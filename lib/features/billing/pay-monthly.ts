import type { Ctx } from "@/lib/ports/ctx";
import type { MonthPaid, MonthRound } from "./payout-month.ts";
import { hasKey } from "./payout-repository.ts";
import { findConnectAccount, payableProviders } from "./repository.ts";
import { sendPayout } from "./send-payout.ts";
import { startPayout } from "./start-payout.ts";

/**
 * Pays every provider what is payable, once a month and account however often and in how many workers it runs: the key
 * `payout:<account>:<yyyy-mm>` is unique here and at the service.
 */
export async function payMonthly(ctx: Ctx, { month, only }: MonthRound): Promise<MonthPaid> {
  let started = 0;
  const failed: string[] = [];
  for (const userId of await payableProviders(ctx.db)) {
    if (only !== null && !only.includes(userId)) continue;
    const account = await findConnectAccount(ctx.db, userId);
    const key = (accountId: string): string => `payout:${accountId}:${month}`;
    if (account === null || (await hasKey(ctx.db, key(account.stripeAccountId)))) continue;
    try {
      const result = await startPayout(ctx, { userId, currency: "USD", by: "MONTHLY", key });
      if (!result.ok) continue;
      started += 1;
      await sendPayout(ctx, result.value.payoutId);
    } catch (error) {
      // One provider's trouble holds up nobody else; the hour's next run and the sender of what waits try again.
      failed.push(userId);
      ctx.log.warn({ err: error, userId }, "a monthly payout could not be made and will be tried again");
    }
  }
  return { started, failed };
}
