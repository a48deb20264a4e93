import { WindowMean } from "./cells/window-mean.ts";
import { WindowWeightedMean } from "./cells/window-weighted-mean.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * Linear regression over the last `period` values: the fitted line's value `offset` bars before this one, and its `slope` a bar. From bar
 * period - 1 on. With weights 1 to n, slope = 6*(WMA - SMA)/(n - 1) and the line ends at 3*WMA - 2*SMA, so both come from two means.
 * Source: Pine ta.linreg, TA-Lib LINEARREG (offset 0) and LINEARREG_SLOPE.
 */
export function linreg(period = 14, offset = 0, source: Input = "close"): Study<"value" | "slope"> {
  checkWhole("linreg", "period", period, 2);
  checkWhole("linreg", "offset", offset, 0);
  const first = inputFirst(source) + period - 1;
  return defineStudy({
    key: `linreg(${inputKey(source)},${period},${offset})`,
    first: { value: first, slope: first },
    start: () => {
      const read = openInput(source);
      const mean = new WindowMean(period);
      const weighted = new WindowWeightedMean(period);
      const scratch = scratchColumn();
      return (bars, { value, slope }) => {
        const values = read(bars);
        const means = scratch(bars.length);
        mean.run(values, bars.length, means);
        weighted.run(values, bars.length, value);
        for (let k = 0; k < bars.length; k++) {
          const tilt = (value[k] ?? 0) - (means[k] ?? 0);
          const rise = (6 * tilt) / (period - 1);
          slope[k] = rise;
          value[k] = (value[k] ?? 0) + 2 * tilt - rise * offset;
        }
      };
    },
  });
}
