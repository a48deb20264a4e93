import type { Dec } from "@/lib/kernel/decimal";
import type { Tx } from "@/lib/ports/ctx";
import type { OrderCtx } from "./order-ctx.ts";
import { type OrderPlan, planOrder, planOrderIn } from "./plan-order.ts";
import type { OpenPosition } from "./position-repository.ts";

export interface Reduction {
  readonly purpose: "STOP" | "EXIT";
  readonly leg: string;
  readonly type: "market" | "stop";
  readonly qty: Dec;
  readonly trigger: Dec | null;
}

/** Plans an order that reduces a position. Never refused; a leg that was planned before stays as it is. */
export async function planExit(ctx: OrderCtx, position: OpenPosition, order: Reduction): Promise<void> {
  await planOrder(ctx, reductionOf(position, order), null);
}

/** The same inside a caller's transaction. */
export async function planExitIn(
  ctx: Parameters<typeof planOrderIn>[0],
  tx: Tx,
  position: OpenPosition,
  order: Reduction,
): Promise<void> {
  await planOrderIn(ctx, tx, reductionOf(position, order), null);
}

/** An order that reduces a position, in the words of any order. */
export function reductionOf(position: OpenPosition, order: Reduction): OrderPlan {
  const { keyId, userId, exchange, symbol, market, origin, copyId, strategyId, signalId, sessionId, leverage } =
    position;
  return {
    ...{ keyId, userId, exchange, symbol, market, origin, copyId, strategyId, signalId, sessionId, leverage },
    ...order,
    positionId: position.id,
    side: position.side === "LONG" ? "SELL" : "BUY",
    timeInForce: order.type === "market" ? "IOC" : "GTC",
    price: null,
    reduceOnly: market === "swap",
    stopLoss: null,
    bounds: null,
  };
}
