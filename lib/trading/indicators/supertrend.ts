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
      // Line, upper and lower band and close of the bar before. Pine's nz() of a band not defined yet holds a first lower band below 0 at 0.
      let last = { line: Number.NaN, upper: Number.NaN, lower: 0, close: 0 };
      return (bars, { line, direction }) => {
        range.run(bars, line);
        average.run(line, bars.length, line);
        let { line: before, upper, lower, close: closeBefore } = last;
        for (let k = 0; k < bars.length; k++) {
          const reach = factor * (line[k] ?? 0);
          const close = bars.close[k] ?? 0;
          let trend = Number.NaN;
          if (!Number.isNaN(reach)) {
            const middle = ((bars.high[k] ?? 0) + (bars.low[k] ?? 0)) / 2;
            const isFirst = Number.isNaN(upper);
            const wasUpper = before === upper;
            upper = isFirst || middle + reach < upper || closeBefore > upper ? middle + reach : upper;
            lower = middle - reach > lower || closeBefore < lower ? middle - reach : lower;
            if (isFirst) trend = 1;
            else if (wasUpper) trend = close > upper ? -1 : 1;
            else trend = close < lower ? 1 : -1;
            before = trend === 1 ? upper : lower;
          }
          line[k] = before;
          direction[k] = trend;
          closeBefore = close;
        }
        last = { line: before, upper, lower, close: closeBefore };
      };
    },
  });
}
