import { liquidationPrice } from "@/lib/trading/risk/liquidation-price";
import { cutList } from "./cut-list.ts";
import { forgetQuietLevels } from "./quiet-levels.ts";
import type { Rules } from "./rules.ts";
import type { EngineState } from "./state.ts";

/**
 * After fills: drops entries that are sold out and sums anew what is held, so that no rounding is carried along and flat is exactly 0.
 * The liquidation price is that of the whole position at its average entry.
 */
export function settlePositions(state: EngineState, { settings }: Rules): void {
  let kept = 0;
  let position = 0;
  let held = 0;
  let paid = 0;
  for (const entry of state.entries) {
    if (entry.held === 0) continue;
    state.entries[kept] = entry;
    kept += 1;
    position += entry.side * entry.held;
    held += entry.held;
    paid += entry.held * entry.price;
  }
  cutList(state.entries, kept);
  state.position = position;
  forgetQuietLevels(state);
  state.liquidation =
    settings.market === "swap" && held > 0
      ? liquidationPrice(position > 0 ? 1 : -1, paid / held, settings.leverage, settings.maintenanceMargin)
      : Number.NaN;
}
