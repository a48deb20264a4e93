import { appendEvent } from "@/lib/events/outbox";
import type { Dec } from "@/lib/kernel/decimal";
import { fence } from "./account-repository.ts";
import { feeRateOf } from "./fee-rate.ts";
import { countLateFee, type LateFee, lateCoinsOf, lateFeesOf } from "./late-fee-repository.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";

/**
 * Counts fees of an account that were taken in a coin without a price at the time, each once, at the first price that there is: a result stays too good
 * only until then.
 */
export async function priceLateFees(ctx: OrderCtx, account: HeldAccount): Promise<void> {
  const { keyId } = account;
  for (const coin of await lateCoinsOf(ctx.db, keyId)) {
    const [first, ...more] = await lateFeesOf(ctx.db, keyId, coin);
    if (first === undefined) continue;
    const rate = await feeRateOf(ctx, account, first, "data");
    if (rate === null) continue;
    for (const late of [first, ...more]) await count(ctx, account, late, late.fee.times(rate));
  }
}

async function count(ctx: OrderCtx, account: HeldAccount, late: LateFee, worth: Dec): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const now = ctx.clock.now();
    if (!(await countLateFee(tx, late, worth, now))) return;
    const { positionId, userId } = late;
    await appendEvent(tx, now, { type: "position.changed", positionId, userId });
  });
}
