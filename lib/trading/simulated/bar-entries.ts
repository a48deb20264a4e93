import { openEntry } from "@/lib/trading/engine/open-entry";
import { settlePositions } from "@/lib/trading/engine/settle-positions";
import type { EngineState, OpenEntry, RestingTerms, WaitingEntry } from "@/lib/trading/engine/state";
import type { StepInput } from "@/lib/trading/engine/step-input";
import { nearerLevel, type Seen, takeExits } from "./bar-exits.ts";

export interface Bar extends Seen {
  readonly close: number;
}

/** Where a bar fills a resting order, and from which side the market came to it; null: not on this bar. */
interface Touch {
  readonly order: WaitingEntry;
  readonly basePrice: number;
  /** At the open the whole bar comes after the fill. */
  readonly at: "open" | "limit" | "trigger";
}

/**
 * Fills resting entries on one bar, the ones nearest to the open first, after the exits of what was held. An order beyond which the market
 * opened fills at the open. Each new entry at once meets what is left of its bar.
 */
export function fillResting(state: EngineState, input: StepInput, bar: Bar): void {
  const touches: Touch[] = [];
  for (const order of state.resting) {
    const touch = order.resting === null ? null : touchOf(order, order.resting, bar);
    if (touch !== null) touches.push(touch);
  }
  if (touches.length === 0) return;
  touches.sort(
    (a, b) => Math.abs(a.basePrice - bar.open) - Math.abs(b.basePrice - bar.open) || a.order.order - b.order.order,
  );
  for (const { order, basePrice, at } of touches) {
    state.resting.splice(state.resting.indexOf(order), 1);
    const entry = openEntry(state, input, order, basePrice, order.resting?.type === "stop" ? "taker" : "maker");
    if (entry === null) continue;
    takeExits(state, input, entry, at === "open" ? bar : seenAfter(state, entry, basePrice, bar, at));
    settlePositions(state, input.rules);
  }
}

function touchOf(order: WaitingEntry, terms: RestingTerms, bar: Bar): Touch | null {
  const { trigger, limit } = terms;
  if (terms.type === "limit" || terms.triggered) return limitTouch(order, limit, bar);
  const buys = order.side > 0;
  const opensBeyond = buys ? bar.open >= trigger : bar.open <= trigger;
  if (!opensBeyond && !(buys ? bar.high >= trigger : bar.low <= trigger)) return null;
  if (terms.type === "stop") {
    return opensBeyond ? { order, basePrice: bar.open, at: "open" } : { order, basePrice: trigger, at: "trigger" };
  }
  terms.triggered = true;
  if (opensBeyond) return limitTouch(order, limit, bar);
  if (buys ? trigger <= limit : trigger >= limit) return { order, basePrice: trigger, at: "trigger" };
  // The limit lies behind the trigger: that the bar came back to it after the trigger is sure only when it closed there.
  return (buys ? bar.close <= limit : bar.close >= limit) ? { order, basePrice: limit, at: "limit" } : null;
}

function limitTouch(order: WaitingEntry, limit: number, bar: Bar): Touch | null {
  const buys = order.side > 0;
  if (!(buys ? bar.low <= limit : bar.high >= limit)) return null;
  const opensBeyond = buys ? bar.open <= limit : bar.open >= limit;
  return { order, basePrice: opensBeyond ? bar.open : limit, at: opensBeyond ? "open" : "limit" };
}

/**
 * What an entry filled inside its bar can have seen of it. A limit was met on the way against us: the adverse extreme came at or after the
 * fill, of the favourable side only the close is sure. A trigger was met on the way in favour: that extreme came after it; the adverse one
 * is taken to have come after too, unless the bar began beyond the stop and so proves nothing.
 */
function seenAfter(state: EngineState, entry: OpenEntry, open: number, bar: Bar, at: "limit" | "trigger"): Seen {
  const { side } = entry;
  const level = nearerLevel(side, entry.stop, state.liquidation);
  if (side > 0) {
    const low = at === "limit" || bar.open > level ? bar.low : Math.min(open, bar.close);
    return { open, low, high: at === "trigger" ? bar.high : Math.max(open, bar.close) };
  }
  const high = at === "limit" || bar.open < level ? bar.high : Math.max(open, bar.close);
  return { open, high, low: at === "trigger" ? bar.low : Math.min(open, bar.close) };
}
