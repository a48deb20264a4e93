import { MINUTE_MS, utcMs } from "@/lib/kernel/time";
import { countError, fence } from "./account-repository.ts";
import type { LiveOrder } from "./live-order.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { findOrders, lockOrder } from "./order-repository.ts";
import { seenAs } from "./record-answer.ts";
import { takeStep } from "./take-step.ts";

/**
 * Asks the exchange once what became of an order. Found: it goes on from what the exchange says. Not found is an observation; only when the
 * machine calls it proof is the order planned again, under the same id and attempt, and every bound of an entry is asked anew before it leaves.
 */
export async function resolveUnknown(ctx: OrderCtx, account: HeldAccount, order: LiveOrder): Promise<void> {
  const began = ctx.clock.now();
  const since = utcMs((order.sentAt ?? order.createdAt) - MINUTE_MS);
  const answer = await account.trade.find(order, since);
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const now = await lockOrder(tx, order.id);
    if (!answer.ok) {
      await countError(tx, account.keyId, ctx.clock.now());
      await takeStep(ctx, tx, now, { type: "askFailed", at: began }, answer.detail);
      return;
    }
    if (answer.value !== null) {
      await takeStep(ctx, tx, now, seenAs(answer.value), "found", { venueOrderId: answer.value.venueOrderId });
      return;
    }
    const step = await takeStep(ctx, tx, now, { type: "notFound", at: began }, "not found");
    if (step === null || !step.commands.includes("decideAbsent")) return;
    await takeStep(ctx, tx, { ...now, life: step.life }, { type: "resend" }, "proven absent");
  });
}

/** After a start or a takeover: what was left as SENDING may or may not have left. */
export async function doubtSending(ctx: OrderCtx, account: HeldAccount): Promise<void> {
  const left = await findOrders(ctx.db, { keyId: account.keyId, state: "SENDING" });
  await doubt(ctx, account, left, "found as SENDING after a start");
}

/** Orders that are on record as SENDING and that nobody sends any more: the exchange is asked what became of them. */
export async function doubt(
  ctx: OrderCtx,
  account: HeldAccount,
  orders: readonly LiveOrder[],
  reason: string,
): Promise<void> {
  for (const { id } of orders) {
    await ctx.db.transaction(async (tx) => {
      await fence(tx, account);
      await takeStep(ctx, tx, await lockOrder(tx, id), { type: "unclear", at: ctx.clock.now() }, reason);
    });
  }
}
