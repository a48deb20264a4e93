import { plain } from "@/lib/kernel/decimal";
import type { OrderRequest } from "@/lib/ports/trade-venue";
import type { CcxtOrder } from "../venue.ts";

/** What all venues share of an order; each adds its own parameters. */
export function wordsOf(order: OrderRequest, amount: string): CcxtOrder {
  const rests = order.type === "limit" || order.type === "stopLimit";
  return {
    type: rests ? "limit" : "market",
    side: order.side === "BUY" ? "buy" : "sell",
    amount,
    price: rests && order.price !== null ? plain(order.price) : undefined,
    params: {
      clientOrderId: order.clientOrderId,
      ...(rests ? { timeInForce: order.timeInForce } : {}),
      ...(order.market === "swap" && order.reduceOnly ? { reduceOnly: true } : {}),
    },
  };
}

export function isTrigger({ type }: OrderRequest): boolean {
  return type === "stop" || type === "stopLimit" || type === "takeProfit";
}

/** Why a swap's order is refused whose account holds long and short apart. */
export const HEDGED = "Its futures are in hedge mode: switch them to one-way mode at the exchange.";

/** ccxt's types say number where it takes texts as well; a text keeps every digit. */
export function exact(text: string): number {
  return text as unknown as number;
}

/** For calls that go by client id. With "" ccxt would send an empty order id beside it; its types want a text. */
export const NO_ID = undefined as unknown as string;
