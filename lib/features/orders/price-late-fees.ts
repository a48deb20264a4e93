import { appendEvent } from "@/lib/events/outbox";
import type { Dec } from "@/lib/kernel/decimal";
import { fence } from "./account-repository.ts";
import { feeRateOf } from "./fee-rate.ts";
import { countLateFee, lateFeesOf } from "./late-fee-repository.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";

/**
 * Counts fees of an account that were taken in a coin without a price at the time, each once, at the first price that there is: a result stays too good
 * only until then.
 */
export async function priceLateFees(ctx: OrderCtx, account: HeldAccount): Promise<void> {
  const rates = new Map<string, Dec | null>();
  for (const late of await lateFeesOf(ctx.db, account.keyId)) {
    const coin = `${late.feeCurrency} ${late.symbol}`;
    const known = rates.get(coin);
    const rate = known === undefined ? await feeRateOf(ctx, account, late, "data") : known;
    rates.set(coin, rate);
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
