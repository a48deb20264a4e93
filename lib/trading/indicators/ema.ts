import { cellStudy } from "./cell-study.ts";
import { emaCell, Smoothing } from "./cells/smoothing.ts";
import { checkWhole } from "./check-parameters.ts";
import type { Input, Study } from "./study.ts";

/**
 * Exponential moving average, weight 2/(period+1), seeded with the mean of the first `period` values, from bar period - 1 on.
 * Source: Pine ta.ema, TA-Lib EMA (default mode).
 */
export function ema(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("ema", "period", period);
  return cellStudy("ema", source, [period], period - 1, () => emaCell(period));
}

/** The same, seeded with the first value: defined from the first bar on. Source: pandas ewm(adjust=False), trading-signals. */
export function emaFirst(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("emaFirst", "period", period);
  return cellStudy("emaFirst", source, [period], 0, () => new Smoothing(1, 2 / (period + 1)));
}
