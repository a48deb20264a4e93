import { Lag } from "./cells/lag.ts";
import { WindowSum } from "./cells/window-sum.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

/** Weights of an EMA of 2 and of 30 values: the quickest and the slowest Kaufman lets the average be. */
const QUICK = 2 / 3;
const SLOW = 2 / 31;

/**
 * Kaufman's adaptive moving average: as quick as the way made in `period` bars is straight (its length over the sum of its steps). From bar
 * `period` on, starting from the value before. A stretch without any step counts as straight. Source: TA-Lib KAMA.
 */
export function kama(period = 10, source: Input = "close"): Study<"value"> {
  checkWhole("kama", "period", period, 2);
  return defineStudy({
    key: `kama(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + period },
    start: () => {
      const read = openInput(source);
      const lag = new Lag(period);
      const back = new Lag(1);
      const steps = new WindowSum(period);
      const scratch = scratchColumn();
      const scratchBack = scratchColumn();
      const memory = Float64Array.of(Number.NaN, Number.NaN);
      return (bars, { value }) => {
        const values = read(bars);
        const step = scratchBack(bars.length);
        back.run(values, bars.length, step);
        for (let k = 0; k < bars.length; k++) step[k] = Math.abs((values[k] ?? 0) - (step[k] ?? 0));
        const walked = scratch(bars.length);
        steps.run(step, bars.length, walked);
        lag.run(values, bars.length, value);
        let average = memory[0] ?? 0;
        let before = memory[1] ?? 0;
        for (let k = 0; k < bars.length; k++) {
          const now = values[k] ?? 0;
          const way = Math.abs(now - (value[k] ?? 0));
          const length = walked[k] ?? 0;
          if (!Number.isNaN(way) && !Number.isNaN(length)) {
            const straight = length > 0 ? Math.min(1, way / length) : 1;
            const weight = (straight * (QUICK - SLOW) + SLOW) ** 2;
            if (Number.isNaN(average)) average = before;
            average += weight * (now - average);
          }
          before = now;
          value[k] = average;
        }
        memory[0] = average;
        memory[1] = before;
      };
    },
  });
}
