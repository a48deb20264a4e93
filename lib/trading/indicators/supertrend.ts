import { rmaCell } from "./cells/smoothing.ts";
import { TrueRange } from "./cells/true-range.ts";
import { checkNumber, checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import type { Study } from "./study.ts";

/**
 * Supertrend: a band of `factor` ATRs around hl2 that only tightens until the close crosses it. `direction` is Pine's: -1 up trend (the line is
 * below the price), 1 down trend; the first defined bar, period - 1, has 1. Source: Pine ta.supertrend(factor, period).
 */
export function supertrend(factor = 3, period = 10): Study<"line" | "direction"> {
  checkNumber("supertrend", "factor", factor, 0, 1_000);
  checkWhole("supertrend", "period", period);
  return defineStudy({
    key: `supertrend(${factor},${period})`,
    first: { line: period - 1, direction: period - 1 },
    start: () => {
      const range = new TrueRange("range");
      const average = rmaCell(period);
      let closeBefore = 0;
      let upper = Number.NaN;
      // Pine's nz() of the undefined band before: a first lower band below 0 is held at 0.
      let lower = 0;
      let before = Number.NaN;
      return ({ length, high, low, close }, { line, direction }) => {
        for (let k = 0; k < length; k++) {
          const top = high[k] ?? 0;
          const bottom = low[k] ?? 0;
          const last = close[k] ?? 0;
          const reach = factor * average.push(range.push(top, bottom, last));
          let trend = Number.NaN;
          if (reach === reach) {
            const middle = (top + bottom) / 2;
            const wasUpper = before === upper;
            const isFirst = upper !== upper;
            upper = isFirst || middle + reach < upper || closeBefore > upper ? middle + reach : upper;
            lower = middle - reach > lower || closeBefore < lower ? middle - reach : lower;
            if (isFirst) trend = 1;
            else if (wasUpper) trend = last > upper ? -1 : 1;
            else trend = last < lower ? 1 : -1;
            before = trend === 1 ? upper : lower;
          }
          line[k] = before;
          direction[k] = trend;
          closeBefore = last;
        }
      };
    },
  });
}
