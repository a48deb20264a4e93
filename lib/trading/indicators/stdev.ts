import { WindowVariance } from "./cells/window-variance.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

/** Standard deviation of the last `period` values as a population (divided by `period`), from bar period - 1 on. Source: Pine ta.stdev, TA-Lib STDDEV. */
export function stdev(period = 20, source: Input = "close"): Study<"value"> {
  checkWhole("stdev", "period", period);
  return deviation("stdev", period, period, source);
}

/** The same as a sample (divided by period - 1). Source: Pine ta.stdev with biased = false. */
export function stdevSample(period = 20, source: Input = "close"): Study<"value"> {
  checkWhole("stdevSample", "period", period, 2);
  return deviation("stdevSample", period, period - 1, source);
}

function deviation(name: string, period: number, divisor: number, source: Input): Study<"value"> {
  return defineStudy({
    key: `${name}(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + period - 1 },
    start: () => {
      const read = openInput(source);
      const variance = new WindowVariance(period);
      return (bars, { value }) => {
        variance.run(read(bars), bars.length, value);
        for (let k = 0; k < bars.length; k++) value[k] = Math.sqrt((value[k] ?? 0) / divisor);
      };
    },
  });
}
