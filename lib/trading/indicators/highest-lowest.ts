import { cellStudy } from "./cell-study.ts";
import { WindowExtreme } from "./cells/window-extreme.ts";
import { checkWhole } from "./check-parameters.ts";
import type { Input, Study } from "./study.ts";

/** Highest of the last `period` values, this one included, from bar period - 1 on. Source: Pine ta.highest. */
export function highest(period: number, source: Input = "high"): Study<"value"> {
  checkWhole("highest", "period", period);
  return cellStudy("highest", source, [period], period - 1, () => new WindowExtreme(period, "highest"));
}

/** Lowest of the last `period` values, this one included, from bar period - 1 on. Source: Pine ta.lowest. */
export function lowest(period: number, source: Input = "low"): Study<"value"> {
  checkWhole("lowest", "period", period);
  return cellStudy("lowest", source, [period], period - 1, () => new WindowExtreme(period, "lowest"));
}
