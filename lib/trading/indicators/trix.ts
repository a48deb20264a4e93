import { emaCell } from "./cells/smoothing.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

/** Change in percent, bar to bar, of the EMA of the EMA of the EMA, from bar 3*(period - 1) + 1 on. Source: TA-Lib TRIX. */
export function trix(period = 15, source: Input = "close"): Study<"value"> {
  checkWhole("trix", "period", period);
  return defineStudy({
    key: `trix(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + 3 * (period - 1) + 1 },
    start: () => {
      const read = openInput(source);
      const smooth = [emaCell(period), emaCell(period), emaCell(period)];
      const memory = Float64Array.of(Number.NaN);
      return (bars, { value }) => {
        let from = read(bars);
        for (const cell of smooth) {
          cell.run(from, bars.length, value);
          from = value;
        }
        let before = memory[0] ?? 0;
        for (let k = 0; k < bars.length; k++) {
          const now = value[k] ?? 0;
          value[k] = (100 * (now - before)) / before;
          before = now;
        }
        memory[0] = before;
      };
    },
  });
}
