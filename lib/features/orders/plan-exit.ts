import type { Dec } from "@/lib/kernel/decimal";
import type { OrderCtx } from "./order-ctx.ts";
import { planOrder } from "./plan-order.ts";
import type { OpenPosition } from "./position-repository.ts";

/** Plans an order that reduces a position. Never refused; a leg that was planned before stays as it is. */
export async function planExit(
  ctx: OrderCtx,
  position: OpenPosition,
  order: {
    readonly purpose: "STOP" | "EXIT";
    readonly leg: string;
    readonly type: "market" | "stop";
    readonly qty: Dec;
    readonly trigger: Dec | null;
  },
): Promise<void> {
  const { keyId, userId, exchange, symbol, market, origin, copyId, strategyId, signalId, sessionId, leverage } =
    position;
  await planOrder(
    ctx,
    {
      ...{ keyId, userId, exchange, symbol, market, origin, copyId, strategyId, signalId, sessionId, leverage },
      ...order,
      positionId: position.id,
      side: position.side === "LONG" ? "SELL" : "BUY",
      timeInForce: order.type === "market" ? "IOC" : "GTC",
      price: null,
      reduceOnly: market === "swap",
      stopLoss: null,
      bounds: null,
    },
    null,
  );
}
