import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { dueToAffiliates, hasTransferKey } from "./affiliate-repository.ts";
import { PAYOUT_MIN, REFUND_WINDOW_MS } from "./payable.ts";
import { sendAffiliateTransfer } from "./send-affiliate-transfer.ts";
import { startAffiliateTransfer } from "./start-affiliate-transfer.ts";

/**
 * On the first of a month (UTC) moves to each affiliate's account what he earned with payments older than the refund window, from $50, once a month
 * however often and in how many workers it runs: the key `affiliate:<user>:<yyyy-mm>:<currency>` is unique here and at the service. From there the
 * month's payout takes it to his bank. Answers how many were started.
 */
export async function payAffiliates(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const today = toIso(now);
  if (today.slice(8, 10) !== "01") return 0;
  let started = 0;
  const dues = await dueToAffiliates(ctx.db, { youngSince: utcMs(now - REFUND_WINDOW_MS), least: PAYOUT_MIN });
  for (const { userId, currency } of dues) {
    const key = `affiliate:${userId}:${today.slice(0, 7)}:${currency}`;
    try {
      const id = (await hasTransferKey(ctx.db, key))
        ? null
        : await startAffiliateTransfer(ctx, { userId, currency, key });
      if (id === null) continue;
      started += 1;
      await sendAffiliateTransfer(ctx, id);
    } catch (error) {
      // One affiliate's trouble holds up nobody else; the hour's next run and the sender of what waits try again.
      ctx.log.warn({ err: error, userId }, "an affiliate could not be paid and will be tried again");
    }
  }
  return started;
}
