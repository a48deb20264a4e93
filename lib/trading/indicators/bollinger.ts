import { WindowMean } from "./cells/window-mean.ts";
import { WindowVariance } from "./cells/window-variance.ts";
import { checkNumber, checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * Bollinger bands: SMA(period) and `width` population standard deviations above and below it, from bar period - 1 on.
 * Source: Pine ta.bb, TA-Lib BBANDS.
 */
export function bollinger(period = 20, width = 2, source: Input = "close"): Study<"middle" | "upper" | "lower"> {
  checkWhole("bollinger", "period", period);
  checkNumber("bollinger", "width", width, 0, 1_000);
  const first = inputFirst(source) + period - 1;
  return defineStudy({
    key: `bollinger(${inputKey(source)},${period},${width})`,
    first: { middle: first, upper: first, lower: first },
    start: () => {
      const read = openInput(source);
      const mean = new WindowMean(period);
      const variance = new WindowVariance(period);
      return (bars, { middle, upper, lower }) => {
        const values = read(bars);
        mean.run(values, bars.length, middle);
        variance.run(values, bars.length, lower);
        for (let k = 0; k < bars.length; k++) {
          const band = width * Math.sqrt((lower[k] ?? 0) / period);
          const centre = middle[k] ?? 0;
          upper[k] = centre + band;
          lower[k] = centre - band;
        }
      };
    },
  });
}
