import { emaCell } from "./cells/smoothing.ts";
import { TrueRange } from "./cells/true-range.ts";
import { checkNumber, checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * Keltner channel: `middle` = EMA(period) of the source from bar period - 1 on, and `width` EMAs of the true range above and below it from bar
 * `period` on, since the first bar has no true range here. Source: Pine ta.kc.
 */
export function keltner(period = 20, width = 2, source: Input = "close"): Study<"middle" | "upper" | "lower"> {
  checkWhole("keltner", "period", period);
  checkNumber("keltner", "width", width, 0, 1_000);
  const middleFirst = inputFirst(source) + period - 1;
  const bandFirst = Math.max(middleFirst, period);
  return defineStudy({
    key: `keltner(${inputKey(source)},${period},${width})`,
    first: { middle: middleFirst, upper: bandFirst, lower: bandFirst },
    start: () => {
      const read = openInput(source);
      const range = new TrueRange("none");
      const [average, reach] = [emaCell(period), emaCell(period)];
      return (bars, { middle, upper, lower }) => {
        average.run(read(bars), bars.length, middle);
        range.run(bars, lower);
        reach.run(lower, bars.length, lower);
        for (let k = 0; k < bars.length; k++) {
          const band = width * (lower[k] ?? 0);
          upper[k] = (middle[k] ?? 0) + band;
          lower[k] = (middle[k] ?? 0) - band;
        }
      };
    },
  });
}
