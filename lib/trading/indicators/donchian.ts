import { WindowExtreme } from "./cells/window-extreme.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import type { Study } from "./study.ts";

/**
 * Donchian channel: highest high and lowest low of the last `period` bars, this one included, and their middle, from bar period - 1 on.
 * A breakout compares with the bar before's: `upper.ago(1)`. Source: Pine ta.highest, ta.lowest.
 */
export function donchian(period = 20): Study<"upper" | "lower" | "middle"> {
  checkWhole("donchian", "period", period);
  const first = period - 1;
  return defineStudy({
    key: `donchian(${period})`,
    first: { upper: first, lower: first, middle: first },
    start: () => {
      const highest = new WindowExtreme(period, "highest");
      const lowest = new WindowExtreme(period, "lowest");
      return ({ length, high, low }, { upper, lower, middle }) => {
        highest.run(high, length, upper);
        lowest.run(low, length, lower);
        for (let k = 0; k < length; k++) middle[k] = ((upper[k] ?? 0) + (lower[k] ?? 0)) / 2;
      };
    },
  });
}
