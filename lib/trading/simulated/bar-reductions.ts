import { closeEntry } from "@/lib/trading/engine/close-entry";
import { settlePositions } from "@/lib/trading/engine/settle-positions";
import type { EngineState, WaitingReduction } from "@/lib/trading/engine/state";
import type { StepInput } from "@/lib/trading/engine/step-input";
import { stepDown } from "@/lib/trading/orders/step-size";
import type { Seen } from "./bar-exits.ts";

/** Fills reduce-only market orders at the open. */
export function reduceAtOpen(state: EngineState, input: StepInput, open: number): void {
  for (const order of [...state.reductions]) {
    if (order.type === "market") reduce(state, input, order, open);
  }
}

/** Fills reduce-only orders inside a bar: stops before limits, as everywhere. Both fill at the open when the market opened beyond. */
export function fillReductions(state: EngineState, input: StepInput, bar: Seen): void {
  for (const type of ["stop", "limit"] as const) {
    for (const order of [...state.reductions]) {
      if (order.type !== type) continue;
      const falls = order.side > 0 === (type === "stop");
      if (!(falls ? bar.low <= order.price : bar.high >= order.price)) continue;
      reduce(state, input, order, falls ? Math.min(bar.open, order.price) : Math.max(bar.open, order.price));
    }
  }
}

/** Takes back what has nothing left to reduce. */
export function dropIdleReductions(state: EngineState): void {
  const kept = state.reductions.filter(({ side }) => state.position * side > 0);
  state.reductions.splice(0, state.reductions.length, ...kept);
}

function reduce(state: EngineState, input: StepInput, order: WaitingReduction, basePrice: number): void {
  state.reductions.splice(state.reductions.indexOf(order), 1);
  const entries = state.entries.filter(
    ({ side, tag }) => side === order.side && (order.tag === null || tag === order.tag),
  );
  const held = entries.reduce((sum, entry) => sum + entry.held, 0);
  let left = order.qty ?? (order.fraction < 1 ? stepDown(input.rules.lot, held * order.fraction) : held);
  for (const entry of entries) {
    if (!(left > 0)) break;
    const qty = Math.min(left, entry.held);
    left -= qty;
    closeEntry(state, input, entry, qty, basePrice, order.type === "limit" ? "maker" : "taker", REASONS[order.type]);
  }
  settlePositions(state, input.rules);
}

const REASONS = { market: "signal", limit: "target", stop: "stop" } as const;
