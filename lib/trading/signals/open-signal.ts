import { dec } from "@/lib/kernel/decimal";
import { entryPriceOf, type Quote } from "../market/quote.ts";
import type { Crossing, SignalPlan, WatchedSignal } from "./plan.ts";

/** The first state of a signal, given the market at its receipt: a market entry is OPEN at once at the ask (bid for a short), others PENDING. */
export function openSignal(plan: SignalPlan, market: Quote): WatchedSignal {
  const entersNow = plan.entry.type === "market";
  return {
    plan,
    state: entersNow ? "OPEN" : "PENDING",
    stopLoss: plan.stopLoss,
    targetsHit: 0,
    remaining: dec(1),
    entryPrice: entersNow ? entryPriceOf(plan.side, market) : null,
    crossing: crossingOf(plan, market),
  };
}

/** Which way a trigger is crossed: up when the price at publication stands below it, else down. A price right at it counts as below. */
export function crossingOf(plan: SignalPlan, market: Quote): Crossing | null {
  if (plan.entry.type !== "trigger") return null;
  return entryPriceOf(plan.side, market).lte(plan.entry.price) ? "up" : "down";
}
