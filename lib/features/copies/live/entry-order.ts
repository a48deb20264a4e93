import type { HeldAccount } from "@/lib/features/orders/order-ctx";
import type { OrderPlan } from "@/lib/features/orders/plan-order";
import { dec } from "@/lib/kernel/decimal";
import { priceText } from "@/lib/trading/market/price-text";
import type { ChainEvent } from "../chain-event.ts";
import type { SignalRow } from "../repository.ts";
import { entryTerms } from "./entry-terms.ts";
import { originOf } from "./leave-step.ts";
import type { LiveEntry } from "./plan-live-entry.ts";
import type { LiveStepRow } from "./repository.ts";

/** The order that a copy's entry is: a limit that takes at once what the book offers up to the bound, and leaves nothing resting. */
export function entryOrder(
  account: Pick<HeldAccount, "keyId" | "userId" | "exchange">,
  step: LiveStepRow,
  signal: SignalRow,
  event: ChainEvent,
  entry: LiveEntry,
): OrderPlan {
  const terms = entryTerms(signal, event, false);
  return {
    keyId: account.keyId,
    userId: account.userId,
    exchange: account.exchange,
    symbol: signal.symbol,
    market: signal.market,
    purpose: "ENTRY",
    leg: step.type === "ADD" ? `add:${step.seq}` : "entry",
    origin: originOf(step),
    copyId: step.copyId,
    strategyId: signal.strategyId,
    signalId: signal.id,
    sessionId: null,
    positionId: null,
    side: signal.side === "LONG" ? "BUY" : "SELL",
    type: "limit",
    timeInForce: "IOC",
    qty: entry.qty,
    price: entry.limit,
    trigger: null,
    reduceOnly: false,
    leverage: entry.leverage,
    stopLoss: terms.stopLoss,
    bounds: {
      signalAt: event.receivedAt,
      maxAgeSec: signal.maxAgeSec,
      reference: terms.reference,
      maxSlippageBps: signal.maxSlippageBps,
    },
  };
}

/** What a copy's log says of it. */
export function entryText(order: OrderPlan): string {
  const [base = ""] = order.symbol.split("/");
  const verb = order.side === "BUY" ? "Buying up to" : "Selling short up to";
  const bound = order.side === "BUY" ? "or less" : "or more";
  return `${verb} ${priceText(order.qty)} ${base} at ${priceText(order.price ?? dec(0))} ${bound}`;
}
