import { emaCell } from "./cells/smoothing.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

/** Double EMA: 2*EMA - EMA of EMA, from bar 2*(period - 1) on. Source: TA-Lib DEMA. */
export function dema(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("dema", "period", period);
  return defineStudy({
    key: `dema(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + 2 * (period - 1) },
    start: () => {
      const read = openInput(source);
      const [once, twice] = [emaCell(period), emaCell(period)];
      const scratch = scratchColumn();
      return (bars, { value }) => {
        const single = scratch(bars.length);
        once.run(read(bars), bars.length, single);
        twice.run(single, bars.length, value);
        for (let k = 0; k < bars.length; k++) value[k] = 2 * (single[k] ?? 0) - (value[k] ?? 0);
      };
    },
  });
}
