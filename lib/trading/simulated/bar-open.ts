import { closeEntry } from "@/lib/trading/engine/close-entry";
import { cutList } from "@/lib/trading/engine/cut-list";
import { openEntry } from "@/lib/trading/engine/open-entry";
import { settlePositions } from "@/lib/trading/engine/settle-positions";
import type { EngineState } from "@/lib/trading/engine/state";
import type { StepInput } from "@/lib/trading/engine/step-input";
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
    for (const order of state.marketOrders) openEntry(state, input, order, open, "taker");
    cutList(state.marketOrders, 0);
  }
}
