import { MINUTE_MS, utcMs } from "@/lib/kernel/time";
import { fence } from "./account-repository.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { lockOrder } from "./order-repository.ts";
import { seenAs } from "./record-answer.ts";
import { takeStep } from "./take-step.ts";

/** An order that cannot rest, and of which nobody told yet how it ended: Bybit and Bitget answer a market order with its ids alone. */
export function isPassing({ life, type, timeInForce }: LiveOrder): boolean {
  const taken = life.state === "ACCEPTED" || life.state === "PARTIAL";
  const open = life.venue === null || life.venue.state === "open" || life.venue.state === "partial";
  return taken && open && (type === "market" || timeInForce === "IOC");
}

/** Asks the exchange how such an order ended, so that what it bought is protected at once and not after the next comparison. */
export async function askPassing(ctx: OrderCtx, account: HeldAccount, order: LiveOrder): Promise<void> {
  const answer = await account.trade.find(order, utcMs((order.sentAt ?? order.createdAt) - MINUTE_MS));
  if (!answer.ok || answer.value === null) return;
  const shown = answer.value;
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    await takeStep(ctx, tx, await lockOrder(tx, order.id), seenAs(shown), "asked", {
      venueOrderId: shown.venueOrderId,
    });
  });
}
