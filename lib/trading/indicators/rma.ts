import { cellStudy } from "./cell-study.ts";
import { rmaCell } from "./cells/smoothing.ts";
import { checkWhole } from "./check-parameters.ts";
import type { Input, Study } from "./study.ts";

/**
 * Wilder's moving average (also SMMA), weight 1/period, seeded with the mean of the first `period` values, from bar period - 1 on.
 * Source: Pine ta.rma.
 */
export function rma(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("rma", "period", period);
  return cellStudy("rma", source, [period], period - 1, () => rmaCell(period));
}
