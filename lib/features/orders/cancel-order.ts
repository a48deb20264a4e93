import { MINUTE_MS, SECOND_MS, utcMs } from "@/lib/kernel/time";
import { mayBeUnlisted } from "@/lib/trading/orders/absence";
import { endOfUnlisted, type OrderFact } from "@/lib/trading/orders/order-life";
import { fence } from "./account-repository.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { lockOrder, updateOrder } from "./order-repository.ts";
import { seenAs } from "./record-answer.ts";
import { takeStep } from "./take-step.ts";

/** A cancel whose end is not known is asked for again after this. */
const AGAIN_MS = SECOND_MS;

/**
 * Wants an order gone. One that never left is blocked here; for the others the wish is committed before the exchange is asked, so that it is
 * carried on after a crash, and a cancel that comes without it is known to be the user's own.
 */
export async function wantCancelled(
  ctx: OrderCtx,
  account: HeldAccount,
  orderId: string,
  reason: string,
  reasonCode?: string,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const order = await lockOrder(tx, orderId);
    if (order.cancelAskedAt === null)
      await updateOrder(tx, orderId, { cancelAskedAt: new Date(ctx.clock.now()), cancelReason: reason });
    if (order.life.state === "PLANNED")
      await takeStep(
        ctx,
        tx,
        { ...order, cancelReason: reason },
        { type: order.sends > 0 ? "expired" : "blocked" },
        reason,
        reasonCode === undefined ? {} : { reasonCode },
      );
  });
}

/** Asks the exchange to cancel, and writes what became of the order. */
export async function cancelOrder(ctx: OrderCtx, account: HeldAccount, orderId: string): Promise<void> {
  const order = await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const locked = await lockOrder(tx, orderId);
    await updateOrder(tx, orderId, { holdUntil: new Date(ctx.clock.now() + AGAIN_MS) });
    return locked;
  });
  if (order.life.state !== "ACCEPTED" && order.life.state !== "PARTIAL") return;
  const fact = await askToCancel(ctx, account, order);
  if (fact === null) return;
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    await takeStep(ctx, tx, await lockOrder(tx, orderId), fact, order.cancelReason ?? "cancelled");
  });
}

/**
 * Cancels at the exchange. What became of the order is in the answer where that proves it; else it is asked for: most answers do not tell what filled
 * before. An old one that is cancelled may be in no list from then on (Binance USD-M), which is its end. null: not known yet.
 */
export async function askToCancel(ctx: OrderCtx, account: HeldAccount, order: LiveOrder): Promise<OrderFact | null> {
  account.holdings.changed();
  const answer = await account.trade.cancel(order);
  account.holdings.changed();
  ctx.crash("cancel_sent");
  if (answer.kind === "notSent") return null;
  if (answer.kind === "cancelled" && answer.end !== null) return { type: "seen", venue: answer.end };
  const sentAt = order.sentAt ?? order.createdAt;
  const shown = await account.trade.find(order, utcMs(sentAt - MINUTE_MS));
  if (!shown.ok) return null;
  if (shown.value !== null) return seenAs(shown.value);
  const isGone = answer.kind !== "unknown" && mayBeUnlisted(sentAt, ctx.clock.now());
  return isGone ? { type: "seen", venue: endOfUnlisted(order.life) } : null;
}
