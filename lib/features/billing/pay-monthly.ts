import { toIso } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { hasKey } from "./payout-repository.ts";
import { findConnectAccount, payableProviders } from "./repository.ts";
import { sendPayout } from "./send-payout.ts";
import { startPayout } from "./start-payout.ts";

/**
 * On the first of a month (UTC) pays every provider what is payable, once a month and account however often and in how many workers it runs:
 * the key `payout:<account>:<yyyy-mm>` is unique here and at the service. Answers how many were started.
 */
export async function payMonthly(ctx: Ctx): Promise<number> {
  const today = toIso(ctx.clock.now());
  if (today.slice(8, 10) !== "01") return 0;
  const month = today.slice(0, 7);
  let started = 0;
  for (const userId of await payableProviders(ctx.db)) {
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
      ctx.log.warn({ err: error, userId }, "a monthly payout could not be made and will be tried again");
    }
  }
  return started;
}
