import type { EntryOrder, ReduceOrder } from "@/lib/trading/orders/order";
import { stepDown, stepUp } from "@/lib/trading/orders/step-size";
import type { Rules } from "./rules.ts";
import {
  type FixedProtection,
  NO_PROTECTION,
  type RestingTerms,
  type Sign,
  type WaitingEntry,
  type WaitingReduction,
} from "./state.ts";

/** Tag of an order that was given none. */
const NO_TAG = -1;

/**
 * An order as the engine keeps it: its prices to the tick, each away from the market, so that it never fills sooner or better than it was
 * meant: buy limits and a long's stop down, buy triggers and a long's targets up; mirrored for shorts.
 */
export function waitingEntry(order: EntryOrder, number: number, rules: Rules): WaitingEntry {
  const side: Sign = order.side === "long" ? 1 : -1;
  return {
    order: number,
    side,
    resting: order.type === "market" ? null : restingTerms(order, order.type, side, rules),
    sizing: order.sizing ?? null,
    tag: order.tag ?? NO_TAG,
    protection: fixedProtection(order, side, rules),
    reverse: order.reverse ?? false,
  };
}

/** A market entry with at most one stop and one target (NaN: none), as strategies of columns make. */
export function marketEntry(side: Sign, number: number, stop: number, target: number, rules: Rules): WaitingEntry {
  const bare = Number.isNaN(stop) && Number.isNaN(target);
  const protection = bare
    ? NO_PROTECTION
    : {
        ...NO_PROTECTION,
        stop: below(rules, side, stop),
        targets: Number.isNaN(target) ? [] : [{ price: above(rules, side, target), fraction: 1 }],
      };
  return { order: number, side, resting: null, sizing: null, tag: NO_TAG, protection, reverse: false };
}

/** A reduce-only order; its price to the tick away from the market: a long's limit up, its stop down. */
export function waitingReduction(order: ReduceOrder, number: number, side: Sign, rules: Rules): WaitingReduction {
  const { type, price = Number.NaN } = order;
  return {
    order: number,
    side,
    type,
    price: type === "stop" ? below(rules, side, price) : above(rules, side, price),
    qty: order.qty === undefined ? null : stepDown(rules.lot, order.qty),
    fraction: order.fraction ?? 1,
    tag: order.tag ?? null,
  };
}

function restingTerms(order: EntryOrder, type: RestingTerms["type"], side: Sign, rules: Rules): RestingTerms {
  const { limit = Number.NaN, trigger = Number.NaN } = order;
  return {
    type,
    limit: type === "stop" ? Number.NaN : below(rules, side, limit),
    trigger: type === "limit" ? Number.NaN : above(rules, side, trigger),
    triggered: false,
  };
}

function fixedProtection(order: EntryOrder, side: Sign, rules: Rules): FixedProtection {
  const { stop, targets, trailing, breakEvenAfterTarget = 0, protectFrom } = order;
  if (stop === undefined && targets === undefined && trailing === undefined) return NO_PROTECTION;
  return {
    stop: stop === undefined ? Number.NaN : below(rules, side, stop),
    targets: targets?.map(({ price, fraction }) => ({ price: above(rules, side, price), fraction })) ?? [],
    trailing: trailing ?? null,
    breakEvenAfter: breakEvenAfterTarget,
    sleepsOnEntryBar: protectFrom === "nextBar",
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
