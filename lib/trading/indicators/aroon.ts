import { WindowExtremeAge } from "./cells/window-extreme-age.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import type { Study } from "./study.ts";

/**
 * Aroon: how lately the highest high and the lowest low of the last period + 1 bars were, 100 this bar to 0 `period` bars ago; `oscillator` is
 * up - down. From bar `period` on. Source: TA-Lib AROON, AROONOSC.
 */
export function aroon(period = 14): Study<"up" | "down" | "oscillator"> {
  checkWhole("aroon", "period", period, 2);
  return defineStudy({
    key: `aroon(${period})`,
    first: { up: period, down: period, oscillator: period },
    start: () => {
      const highest = new WindowExtremeAge(period + 1, "highest", "latest");
      const lowest = new WindowExtremeAge(period + 1, "lowest", "latest");
      return ({ length, high, low }, { up, down, oscillator }) => {
        highest.run(high, length, up);
        lowest.run(low, length, down);
        for (let k = 0; k < length; k++) {
          up[k] = (100 * (period - (up[k] ?? 0))) / period;
          down[k] = (100 * (period - (down[k] ?? 0))) / period;
          oscillator[k] = (up[k] ?? 0) - (down[k] ?? 0);
        }
      };
    },
  });
}
