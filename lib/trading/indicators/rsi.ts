import { cellStudy } from "./cell-study.ts";
import { RelativeStrength } from "./cells/relative-strength.ts";
import { checkWhole } from "./check-parameters.ts";
import type { Input, Study } from "./study.ts";

/**
 * Relative strength index, 0 to 100, Wilder's smoothing, from bar `period` on. While the source has never moved it is 0/0: NaN.
 * Source: Pine ta.rsi, TA-Lib RSI (which says 0 for the flat stretch).
 */
export function rsi(period = 14, source: Input = "close"): Study<"value"> {
  checkWhole("rsi", "period", period);
  return cellStudy("rsi", source, [period], period, () => new RelativeStrength(period));
}
