import { moneyFlowOf } from "./cells/money-flow.ts";
import { WindowSum } from "./cells/window-sum.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { scratchColumn } from "./input.ts";
import type { Study } from "./study.ts";

/** Chaikin money flow: the same flow over `period` bars as part of their volume, -1 to 1, from bar period - 1 on; NaN without any volume. */
export function cmf(period = 20): Study<"value"> {
  checkWhole("cmf", "period", period);
  return defineStudy({
    key: `cmf(${period})`,
    first: { value: period - 1 },
    start: () => {
      const [flows, volumes] = [new WindowSum(period), new WindowSum(period)];
      const scratch = scratchColumn();
      return (bars, { value }) => {
        const volume = scratch(bars.length);
        for (let k = 0; k < bars.length; k++) {
          value[k] = moneyFlowOf(bars.high[k] ?? 0, bars.low[k] ?? 0, bars.close[k] ?? 0, bars.volume[k] ?? 0);
        }
        flows.run(value, bars.length, value);
        volumes.run(bars.volume, bars.length, volume);
        for (let k = 0; k < bars.length; k++) value[k] = (value[k] ?? 0) / (volume[k] ?? 0);
      };
    },
  });
}
