import { appendEvent } from "@/lib/events/outbox";
import { fence } from "./account-repository.ts";
import { feeRateOf } from "./fee-rate.ts";
import { countLateFee, lateFeesOf } from "./late-fee-repository.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";

/**
 * Counts fees of an account that were taken in a coin without a price at the time, each once, at the first price that there is: a result stays too good
 * only until then.
 */
export async function priceLateFees(ctx: OrderCtx, account: HeldAccount): Promise<void> {
  for (const late of await lateFeesOf(ctx.db, account.keyId)) {
    const rate = await feeRateOf(ctx, account, late, "data");
    if (rate === null) continue;
    await ctx.db.transaction(async (tx) => {
      await fence(tx, account);
      const now = ctx.clock.now();
      if (!(await countLateFee(tx, late, late.fee.times(rate), now))) return;
      const { positionId, userId } = late;
      await appendEvent(tx, now, { type: "position.changed", positionId, userId });
    });
  }
}
