import { WindowWeightedMean } from "./cells/window-weighted-mean.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * Hull moving average: WMA over floor(sqrt(period)) of 2*WMA(floor(period/2)) - WMA(period), from bar period + floor(sqrt(period)) - 2 on.
 * Source: Pine ta.hma.
 */
export function hma(period: number, source: Input = "close"): Study<"value"> {
  checkWhole("hma", "period", period, 2);
  const smooth = Math.floor(Math.sqrt(period));
  return defineStudy({
    key: `hma(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + period + smooth - 2 },
    start: () => {
      const read = openInput(source);
      const half = new WindowWeightedMean(Math.floor(period / 2));
      const whole = new WindowWeightedMean(period);
      const last = new WindowWeightedMean(smooth);
      const scratch = scratchColumn();
      return (bars, { value }) => {
        const values = read(bars);
        const halves = scratch(bars.length);
        half.run(values, bars.length, halves);
        whole.run(values, bars.length, value);
        for (let k = 0; k < bars.length; k++) value[k] = 2 * (halves[k] ?? 0) - (value[k] ?? 0);
        last.run(value, bars.length, value);
      };
    },
  });
}
