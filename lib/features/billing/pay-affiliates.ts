import { utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { dueToAffiliates, hasTransferKey } from "./affiliate-repository.ts";
import { PAYOUT_MIN, REFUND_WINDOW_MS } from "./payable.ts";
import type { MonthPaid, MonthRound } from "./payout-month.ts";
import { sendAffiliateTransfer } from "./send-affiliate-transfer.ts";
import { startAffiliateTransfer } from "./start-affiliate-transfer.ts";

/**
 * Moves to each affiliate's account what he earned with payments older than the refund window, from $50, once a month however often and in how
 * many workers it runs: the key `affiliate:<user>:<yyyy-mm>:<currency>` is unique here and at the service. From there the month's payout takes
 * it to his bank.
 */
export async function payAffiliates(ctx: Ctx, { month, only }: MonthRound): Promise<MonthPaid> {
  let started = 0;
  const failed: string[] = [];
  const dues = await dueToAffiliates(ctx.db, {
    youngSince: utcMs(ctx.clock.now() - REFUND_WINDOW_MS),
    least: PAYOUT_MIN,
  });
  for (const { userId, currency } of dues) {
    if (only !== null && !only.includes(userId)) continue;
    const key = `affiliate:${userId}:${month}:${currency}`;
    try {
      const id = (await hasTransferKey(ctx.db, key))
        ? null
        : await startAffiliateTransfer(ctx, { userId, currency, key });
      if (id === null) continue;
      started += 1;
      await sendAffiliateTransfer(ctx, id);
    } catch (error) {
      // One affiliate's trouble holds up nobody else; the hour's next run and the sender of what waits try again.
      failed.push(userId);
      ctx.log.warn({ err: error, userId }, "an affiliate could not be paid and will be tried again");
    }
  }
  return { started, failed };
}
