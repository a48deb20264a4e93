import { closeEntry } from "@/lib/trading/engine/close-entry";
import { cutList } from "@/lib/trading/engine/cut-list";
import { openEntry } from "@/lib/trading/engine/open-entry";
import { settlePositions } from "@/lib/trading/engine/settle-positions";
import type { EngineState } from "@/lib/trading/engine/state";
import type { StepInput } from "@/lib/trading/engine/step-input";
import { takeStop } from "./bar-exits.ts";
import { reduceAtOpen } from "./bar-reductions.ts";

/** Fills the market orders of the last close at this bar's open: closes first, so that a reversal has its cash, then entries as they came. */
export function fillAtOpen(state: EngineState, input: StepInput, open: number): void {
  if (state.closes.length > 0) {
    for (const { tag } of state.closes) {
      for (const entry of state.entries) {
        if (tag === null || entry.tag === tag) closeEntry(state, input, entry, entry.held, open, "taker", "signal");
      }
    }
    cutList(state.closes, 0);
    settlePositions(state, input.rules);
  }
  if (state.reductions.length > 0) reduceAtOpen(state, input, open);
  if (state.marketOrders.length > 0) {
    if (state.liquidation > 0) liquidateAtOpen(state, input, open);
    for (const order of state.marketOrders) openEntry(state, input, order, open, "taker");
    cutList(state.marketOrders, 0);
  }
}

/** A position that the market opened beyond its liquidation is gone before an entry of that open could move its average, and save it. */
function liquidateAtOpen(state: EngineState, input: StepInput, open: number): void {
  if (state.position > 0 ? open > state.liquidation : open < state.liquidation) return;
  const seen = { open, high: open, low: open };
  for (const entry of state.entries) takeStop(state, input, entry, seen, entry.stop);
  settlePositions(state, input.rules);
}
