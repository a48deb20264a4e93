import { moneyFlowOf } from "./cells/money-flow.ts";
import { defineStudy } from "./define-study.ts";
import type { Study } from "./study.ts";

/**
 * Accumulation/distribution line: running sum of volume times where the close lies in the bar's range, -1 at the low to 1 at the high. A bar
 * without a range adds nothing. Source: TA-Lib AD, Pine ta.accdist.
 */
export function adLine(): Study<"value"> {
  return defineStudy({
    key: "adLine()",
    first: { value: 0 },
    start: () => {
      const memory = new Float64Array(1);
      return (bars, { value }) => {
        let sum = memory[0] ?? 0;
        for (let k = 0; k < bars.length; k++) {
          sum += moneyFlowOf(bars.high[k] ?? 0, bars.low[k] ?? 0, bars.close[k] ?? 0, bars.volume[k] ?? 0);
          value[k] = sum;
        }
        memory[0] = sum;
      };
    },
  });
}
