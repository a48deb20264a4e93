import { WindowExtreme } from "./cells/window-extreme.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { scratchColumn } from "./input.ts";
import type { Study } from "./study.ts";

/**
 * Williams %R: how far the close lies below the highest high of `period` bars, -100 to 0, from bar period - 1 on. A range of 0 says nothing: NaN.
 * Source: Pine ta.wpr, TA-Lib WILLR (which says 0 there).
 */
export function williamsR(period = 14): Study<"value"> {
  checkWhole("williamsR", "period", period);
  return defineStudy({
    key: `williamsR(${period})`,
    first: { value: period - 1 },
    start: () => {
      const highest = new WindowExtreme(period, "highest");
      const lowest = new WindowExtreme(period, "lowest");
      const scratch = scratchColumn();
      return ({ length, high, low, close }, { value }) => {
        const lows = scratch(length);
        highest.run(high, length, value);
        lowest.run(low, length, lows);
        for (let k = 0; k < length; k++) {
          const top = value[k] ?? 0;
          value[k] = (100 * ((close[k] ?? 0) - top)) / (top - (lows[k] ?? 0));
        }
      };
    },
  });
}
