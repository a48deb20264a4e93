import { emaCell } from "./cells/smoothing.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

/** Triple EMA: 3*EMA - 3*EMA of EMA + EMA of that, from bar 3*(period - 1) on. Source: TA-Lib TEMA. */
export function tema(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("tema", "period", period);
  return defineStudy({
    key: `tema(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + 3 * (period - 1) },
    start: () => {
      const read = openInput(source);
      const [once, twice, thrice] = [emaCell(period), emaCell(period), emaCell(period)];
      const [scratchOnce, scratchTwice] = [scratchColumn(), scratchColumn()];
      return (bars, { value }) => {
        const single = scratchOnce(bars.length);
        const double = scratchTwice(bars.length);
        once.run(read(bars), bars.length, single);
        twice.run(single, bars.length, double);
        thrice.run(double, bars.length, value);
        for (let k = 0; k < bars.length; k++) value[k] = 3 * ((single[k] ?? 0) - (double[k] ?? 0)) + (value[k] ?? 0);
      };
    },
  });
}
