import { SECOND_MS } from "@/lib/kernel/time";
import { entryPriceOf } from "@/lib/trading/market/quote";
import { superviseEntry } from "@/lib/trading/orders/supervise";
import { wantCancelled } from "./cancel-order.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { REPLACE } from "./take-step.ts";

const PRICE_MAX_AGE_MS = 30 * SECOND_MS;

/** Keeps resting entries near the market: replaced when they are old or far from it, given up after the third time. */
export async function superviseEntries(
  ctx: OrderCtx,
  account: HeldAccount,
  orders: readonly LiveOrder[],
): Promise<void> {
  for (const order of orders) {
    const rests = order.life.state === "ACCEPTED" || order.life.state === "PARTIAL";
    const { purpose, type, timeInForce, price, sentAt, cancelAskedAt } = order;
    if (
      !rests ||
      purpose !== "ENTRY" ||
      type !== "limit" ||
      // What does not rest is never replaced: an exchange that accepts first and executes later shows it as open for a moment.
      timeInForce === "IOC" ||
      price === null ||
      sentAt === null ||
      cancelAskedAt !== null
    )
      continue;
    const ticker = await ctx.prices.latest(order.exchange, order.symbol);
    const fresh = ticker !== null && ctx.clock.now() - ticker.receivedAt <= PRICE_MAX_AGE_MS;
    const touch = fresh ? entryPriceOf(order.positionSide, ticker) : null;
    const what = superviseEntry({ price, attempt: order.attempt, sentAt, touch }, ctx.clock.now());
    if (what === "replace") await wantCancelled(ctx, account, order.id, REPLACE);
    if (what === "giveUp")
      await wantCancelled(
        ctx,
        account,
        order.id,
        "The order was replaced three times and the market did not come to it.",
      );
  }
}
