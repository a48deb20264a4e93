import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Quote } from "../market/quote.ts";
import type { SignalPlan, Target } from "./plan.ts";

/** Plans and quotes for tests, at a market around 65,000. */
export function quote(bid: Dec | string | number, ask: Dec | string | number = bid): Quote {
  return { bid: dec(bid), ask: dec(ask) };
}

export function targets(...list: readonly (readonly [price: string, fraction: string])[]): Target[] {
  return list.map(([price, fraction]) => ({ price: dec(price), fraction: dec(fraction) }));
}

export function longPlan(more: Partial<SignalPlan> = {}): SignalPlan {
  return {
    side: "LONG",
    entry: { type: "market" },
    stopLoss: dec(63_000),
    targets: targets(["66000", "0.5"], ["67000", "0.5"]),
    trailing: null,
    breakEven: null,
    expiresAt: null,
    maxAgeSec: 30,
    maxSlippageBps: 50,
    leverage: dec(1),
    ...more,
  };
}

export function shortPlan(more: Partial<SignalPlan> = {}): SignalPlan {
  return longPlan({
    side: "SHORT",
    stopLoss: dec(67_000),
    targets: targets(["64000", "0.5"], ["63000", "0.5"]),
    ...more,
  });
}
