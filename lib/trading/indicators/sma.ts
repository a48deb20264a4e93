import { WindowMean } from "./cells/window-mean.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

/** Simple moving average of the last `period` values, from bar period - 1 on. Source: Pine ta.sma, TA-Lib SMA. */
export function sma(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("sma", "period", period);
  return defineStudy({
    key: `sma(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + period - 1 },
    start: () => {
      const read = openInput(source);
      const mean = new WindowMean(period);
      return (bars, { value }) => mean.run(read(bars), bars.length, value);
    },
  });
}
