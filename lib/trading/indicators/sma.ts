import { cellStudy } from "./cell-study.ts";
import { WindowMean } from "./cells/window-mean.ts";
import { checkWhole } from "./check-parameters.ts";
import type { Input, Study } from "./study.ts";

/** Simple moving average of the last `period` values, from bar period - 1 on. Source: Pine ta.sma, TA-Lib SMA. */
export function sma(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("sma", "period", period);
  return cellStudy("sma", source, [period], period - 1, () => new WindowMean(period));
}
