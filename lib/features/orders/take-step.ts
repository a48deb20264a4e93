import { appendEvent } from "@/lib/events/outbox";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { hasEnded, type OrderFact, type OrderState, type OrderStep, stepOrder } from "@/lib/trading/orders/order-life";
import { giveBack } from "./give-back.ts";
import type { LiveOrder } from "./live-order.ts";
import { filledOfIntent, insertOrderEvent, saveLife, updateIntent } from "./order-repository.ts";
import { planAttempt } from "./plan-order.ts";

/** Why an attempt is cancelled that makes room for the next one. */
export const REPLACE = "replace";

/** Columns that a fact brings along, besides the order's life. */
export interface Along {
  readonly venueOrderId?: string;
  readonly refusal?: string;
  readonly holdUntil?: UtcMs;
  readonly sent?: boolean;
  /** It was committed as SENDING and never left. */
  readonly unsent?: boolean;
  /** Code of the guard or bound, for the intent. */
  readonly reasonCode?: string;
}

/**
 * Writes what a fact makes of an order: its row, its intent, a line of its log, an event, and the budget that an end gives back. The order
 * was locked in this transaction. @returns null when the fact changes nothing; nothing is written then
 */
export async function takeStep(
  ctx: Pick<Ctx, "clock" | "ids" | "log">,
  tx: Tx,
  order: LiveOrder,
  fact: OrderFact,
  reason: string,
  along: Along = {},
): Promise<OrderStep | null> {
  const step = stepOrder(order.life, fact);
  if (step === null) return null;
  const now = ctx.clock.now();
  const { state } = step.life;
  await saveLife(tx, order.id, step.life, now, {
    ...(along.venueOrderId === undefined ? {} : { venueOrderId: along.venueOrderId }),
    ...(along.refusal === undefined ? {} : { refusal: along.refusal }),
    ...(along.holdUntil === undefined ? {} : { holdUntil: new Date(along.holdUntil) }),
    ...(along.unsent === true ? { sends: { decrement: 1 } } : {}),
    ...(along.sent === true ? { sentAt: new Date(now), sends: { increment: 1 } } : {}),
  });
  await insertOrderEvent(tx, {
    id: ctx.ids.make("orderEvent"),
    orderId: order.id,
    userId: order.userId,
    at: now,
    from: order.life.state,
    to: state,
    fact: fact.type,
    reason,
  });
  // An attempt that makes room for the next one does not end what is meant.
  const replaced = order.cancelReason === REPLACE && state === "CANCELLED" && step.life.filled.lt(order.qty);
  await updateIntent(tx, order.intentId, {
    state: replaced ? "ACCEPTED" : await stateOfIntent(tx, order, state),
    updatedAt: new Date(now),
    ...(hasEnded(state) && state !== "FILLED" && !replaced
      ? { reason, ...(along.reasonCode === undefined ? {} : { reasonCode: along.reasonCode }) }
      : {}),
  });
  if (step.commands.includes("alarm"))
    ctx.log.error(
      { orderId: order.id, from: order.life.state, to: state },
      "an order that had ended lives at the exchange",
    );
  if (step.commands.includes("ended") && !replaced) await giveBack(tx, order.intentId);
  if (replaced) {
    const rest = order.qty.minus(step.life.filled);
    await planAttempt(ctx, tx, { ...order, qty: rest }, order.intentId, order.attempt + 1, "replaces the one before");
  }
  await appendEvent(tx, now, {
    type: "intent.changed",
    intentId: order.intentId,
    userId: order.userId,
    keyId: order.keyId,
  });
  return step;
}

/** An attempt that came to nothing after another one had filled a part ends what is meant part way, not unfilled. */
async function stateOfIntent(tx: Tx, { attempt, intentId }: LiveOrder, state: OrderState): Promise<OrderState> {
  const unfilled = state === "REJECTED" || state === "EXPIRED" || state === "BLOCKED";
  if (!unfilled || attempt === 1) return state;
  return (await filledOfIntent(tx, intentId)).gt(0) ? "CANCELLED" : state;
}
