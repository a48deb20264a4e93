import { MINUTE_MS } from "@/lib/kernel/time";
import { hasEnded } from "@/lib/trading/orders/order-life";
import { fence } from "./account-repository.ts";
import { noteExternal } from "./external-repository.ts";
import { tradedBefore } from "./fill-repository.ts";
import { marketsOf } from "./measure-account.ts";
import type { HeldAccount, OrderCtx } from "./order-ctx.ts";
import { findOrders, lockOrder } from "./order-repository.ts";
import { seenAs } from "./record-answer.ts";
import { takeStep } from "./take-step.ts";

/** Our own order has ended here for so long that a list which shows it open is no older look at it. */
const LONG_ENDED_MS = MINUTE_MS;

/**
 * Looks over the whole account for orders of strangers, which are noted and never touched, and for one of ours that lives though it ended. It weighs
 * ten times what a symbol does and nothing waits for it, so it runs beside the rounds and after everybody else. What is ours and on its way is
 * compared in the rounds: a list that was asked for before an answer came would contradict it. @returns whether the exchange answered
 */
export async function lookAround(ctx: OrderCtx, account: HeldAccount): Promise<boolean> {
  const began = ctx.clock.now();
  const known = await tradedBefore(ctx.db, account.keyId);
  const listed = await account.trade.openOrders(undefined, known, await marketsOf(ctx, account));
  if (!listed.ok) return false;
  const ours = await findOrders(ctx.db, {
    keyId: account.keyId,
    OR: [
      { clientOrderId: { in: listed.value.flatMap(({ clientOrderId }) => clientOrderId ?? []) } },
      { venueOrderId: { in: listed.value.map(({ venueOrderId }) => venueOrderId) } },
    ],
  });
  const ownerOf = (shown: (typeof listed.value)[number]) =>
    ours.find((each) => each.clientOrderId === shown.clientOrderId || each.venueOrderId === shown.venueOrderId);
  await ctx.db.transaction(async (tx) => {
    await fence(tx, account);
    const strange = listed.value.filter((shown) => ownerOf(shown) === undefined);
    await noteExternal(tx, account.keyId, strange, began, null);
    for (const shown of listed.value) {
      const own = ownerOf(shown);
      if (own === undefined || !hasEnded(own.life.state) || own.changedAt > began - LONG_ENDED_MS) continue;
      const order = await lockOrder(tx, own.id);
      await takeStep(ctx, tx, order, seenAs(shown), "compared", { venueOrderId: shown.venueOrderId });
    }
  });
  return true;
}
