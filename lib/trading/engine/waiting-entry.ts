import type { EntryOrder, Side, Target } from "@/lib/trading/orders/order";
import { stepDown, stepUp } from "@/lib/trading/orders/step-size";
import type { Rules } from "./rules.ts";
import type { Sign, WaitingEntry } from "./state.ts";

/** Tag of an order that was given none. */
export const NO_TAG = -1;
const NO_TARGETS: readonly Target[] = [];

/**
 * An order as the engine keeps it: its prices to the tick, each away from the market, so that it never fills sooner or better than it was
 * meant: buy limits and a long's stop down, buy triggers and a long's targets up; mirrored for shorts.
 */
export function waitingEntry(order: EntryOrder, number: number, rules: Rules): WaitingEntry {
  const side: Sign = order.side === "long" ? 1 : -1;
  const { limit, trigger, trailing } = order;
  return {
    order: number,
    side,
    type: order.type,
    limit:
      limit === undefined || order.type === "market" || order.type === "stop" ? Number.NaN : below(rules, side, limit),
    trigger:
      trigger === undefined || order.type === "market" || order.type === "limit"
        ? Number.NaN
        : above(rules, side, trigger),
    triggered: false,
    sizing: order.sizing ?? null,
    tag: order.tag ?? NO_TAG,
    stop: order.stop === undefined ? Number.NaN : below(rules, side, order.stop),
    targets:
      order.targets?.map(({ price, fraction }) => ({ price: above(rules, side, price), fraction })) ?? NO_TARGETS,
    armPct: trailing?.armPct ?? Number.NaN,
    distancePct: trailing?.distancePct ?? Number.NaN,
    breakEvenAfter: order.breakEvenAfterTarget ?? 0,
    sleepsOnEntryBar: order.protectFrom === "nextBar",
    reverse: order.reverse ?? false,
  };
}

/** A market entry with at most one stop and one target (NaN: none), as strategies of columns make. */
export function marketEntry(side: Side, number: number, stop: number, target: number, rules: Rules): WaitingEntry {
  const sign: Sign = side === "long" ? 1 : -1;
  return {
    order: number,
    side: sign,
    type: "market",
    limit: Number.NaN,
    trigger: Number.NaN,
    triggered: false,
    sizing: null,
    tag: NO_TAG,
    stop: below(rules, sign, stop),
    targets: Number.isNaN(target) ? NO_TARGETS : [{ price: above(rules, sign, target), fraction: 1 }],
    armPct: Number.NaN,
    distancePct: Number.NaN,
    breakEvenAfter: 0,
    sleepsOnEntryBar: false,
    reverse: false,
  };
}

/** To the tick on the adverse side of a long's price (a short's: above). */
export function below({ tick }: Rules, side: Sign, price: number): number {
  return side > 0 ? stepDown(tick, price) : stepUp(tick, price);
}

/** To the tick on the favourable side of a long's price (a short's: below). */
export function above({ tick }: Rules, side: Sign, price: number): number {
  return side > 0 ? stepUp(tick, price) : stepDown(tick, price);
}
