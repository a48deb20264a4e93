import { emaCell, Smoothing } from "./cells/smoothing.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * Exponential moving average, weight 2/(period+1), seeded with the mean of the first `period` values, from bar period - 1 on.
 * Source: Pine ta.ema, TA-Lib EMA (default mode).
 */
export function ema(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("ema", "period", period);
  return defineStudy({
    key: `ema(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + period - 1 },
    start: () => {
      const read = openInput(source);
      const average = emaCell(period);
      return (bars, { value }) => average.run(read(bars), bars.length, value);
    },
  });
}

/** The same, seeded with the first value: defined from the first bar on. Source: pandas ewm(adjust=False), trading-signals. */
export function emaFirst(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("emaFirst", "period", period);
  return defineStudy({
    key: `emaFirst(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) },
    start: () => {
      const read = openInput(source);
      const average = new Smoothing(1, 2 / (period + 1));
      return (bars, { value }) => average.run(read(bars), bars.length, value);
    },
  });
}
