import { rmaCell } from "./cells/smoothing.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * Wilder's moving average (also SMMA), weight 1/period, seeded with the mean of the first `period` values, from bar period - 1 on.
 * Source: Pine ta.rma.
 */
export function rma(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("rma", "period", period);
  return defineStudy({
    key: `rma(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + period - 1 },
    start: () => {
      const read = openInput(source);
      const average = rmaCell(period);
      return (bars, { value }) => average.run(read(bars), bars.length, value);
    },
  });
}
