import { appendEvent } from "@/lib/events/outbox";
import type { UtcMs } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { hasEnded, type OrderFact, type OrderState, type OrderStep, stepOrder } from "@/lib/trading/orders/order-life";
import { giveBack } from "./give-back.ts";
import type { LiveOrder } from "./live-order.ts";
import { filledOfIntent, insertOrderEvent, saveSteps } from "./order-repository.ts";
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

export interface Take {
  readonly order: LiveOrder;
  readonly fact: OrderFact;
  readonly reason: string;
  readonly along?: Along;
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
  const [step] = await takeSteps(ctx, tx, [{ order, fact, reason, along }]);
  return step ?? null;
}

/** The same of many orders, each of an intent of its own, in statements for all of them. @returns the steps in the same order */
export async function takeSteps(
  ctx: Pick<Ctx, "clock" | "ids" | "log">,
  tx: Tx,
  takes: readonly Take[],
): Promise<readonly (OrderStep | null)[]> {
  const now = ctx.clock.now();
  const steps = takes.map(({ order, fact }) => stepOrder(order.life, fact));
  const taken = takes.flatMap((take, at) => {
    const step = steps[at];
    if (step === null || step === undefined) return [];
    const { state, filled } = step.life;
    // An attempt that makes room for the next one does not end what is meant.
    const replaced = take.order.cancelReason === REPLACE && state === "CANCELLED" && filled.lt(take.order.qty);
    return [{ ...take, along: take.along ?? {}, step, replaced }];
  });
  if (taken.length === 0) return steps;
  const rows = [];
  for (const { order, step, along, reason, replaced } of taken) {
    const { state } = step.life;
    const unfilled = hasEnded(state) && state !== "FILLED" && !replaced;
    rows.push({
      order,
      life: step.life,
      along,
      intent: {
        state: replaced ? ("ACCEPTED" as const) : await stateOfIntent(tx, order, step),
        reason: unfilled ? reason : null,
        reasonCode: unfilled ? (along.reasonCode ?? null) : null,
      },
    });
  }
  await saveSteps(tx, rows, now);
  await insertOrderEvent(
    tx,
    ...taken.map(({ order, step, fact, reason }) => ({
      id: ctx.ids.make("orderEvent"),
      orderId: order.id,
      userId: order.userId,
      at: now,
      from: order.life.state,
      to: step.life.state,
      fact: fact.type,
      reason,
    })),
  );
  for (const { order, step, replaced } of taken) {
    if (step.commands.includes("alarm"))
      ctx.log.error(
        { orderId: order.id, from: order.life.state, to: step.life.state },
        "an order that had ended lives at the exchange",
      );
    if (order.purpose === "ENTRY" && step.commands.includes("ended") && !replaced) await giveBack(tx, order.intentId);
    if (replaced) {
      const rest = order.qty.minus(step.life.filled);
      await planAttempt(ctx, tx, { ...order, qty: rest }, order.intentId, order.attempt + 1, "replaces the one before");
    }
  }
  await appendEvent(
    tx,
    now,
    ...taken.map(({ order: { intentId, userId, keyId } }) => ({
      ...{ type: "intent.changed" as const, intentId, userId, keyId },
    })),
  );
  return steps;
}

/** An attempt that came to nothing after another one had filled a part ends what is meant part way, not unfilled. */
async function stateOfIntent(tx: Tx, { attempt, intentId }: LiveOrder, { life }: OrderStep): Promise<OrderState> {
  const { state, filled } = life;
  const unfilled = state === "REJECTED" || state === "EXPIRED" || state === "BLOCKED";
  if (!unfilled || attempt === 1) return state;
  // Its own row is written after this.
  return filled.plus(await filledOfIntent(tx, intentId)).gt(0) ? "CANCELLED" : state;
}
