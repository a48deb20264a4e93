import { cellStudy } from "./cell-study.ts";
import { WindowWeightedMean } from "./cells/window-weighted-mean.ts";
import { checkWhole } from "./check-parameters.ts";
import type { Input, Study } from "./study.ts";

/** Weighted moving average, weight 1 for the oldest to `period` for the newest value, from bar period - 1 on. Source: Pine ta.wma, TA-Lib WMA. */
export function wma(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("wma", "period", period);
  return cellStudy("wma", source, [period], period - 1, () => new WindowWeightedMean(period));
}
