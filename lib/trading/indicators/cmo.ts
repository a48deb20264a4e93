import { Lag } from "./cells/lag.ts";
import { RelativeStrength } from "./cells/relative-strength.ts";
import { WindowSum } from "./cells/window-sum.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * Chande momentum oscillator, -100 to 100: rises less falls of the last `period` changes over both, from bar `period` on; NaN where nothing moved.
 * Source: Pine ta.cmo.
 */
export function cmo(period = 14, source: Input = "close"): Study<"value"> {
  checkWhole("cmo", "period", period);
  return defineStudy({
    key: `cmo(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + period },
    start: () => {
      const read = openInput(source);
      const back = new Lag(1);
      const [rises, falls] = [new WindowSum(period), new WindowSum(period)];
      const scratch = scratchColumn();
      return (bars, { value }) => {
        const values = read(bars);
        const fall = scratch(bars.length);
        back.run(values, bars.length, fall);
        for (let k = 0; k < bars.length; k++) {
          const change = (values[k] ?? 0) - (fall[k] ?? 0);
          value[k] = Math.max(change, 0);
          fall[k] = Math.max(-change, 0);
        }
        rises.run(value, bars.length, value);
        falls.run(fall, bars.length, fall);
        for (let k = 0; k < bars.length; k++) {
          const up = value[k] ?? 0;
          const down = fall[k] ?? 0;
          value[k] = (100 * (up - down)) / (up + down);
        }
      };
    },
  });
}

/** The same with Wilder's smoothing, which makes it 2*RSI - 100. Source: TA-Lib CMO. */
export function cmoTalib(period = 14, source: Input = "close"): Study<"value"> {
  checkWhole("cmoTalib", "period", period, 2);
  return defineStudy({
    key: `cmoTalib(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + period },
    start: () => {
      const read = openInput(source);
      const strength = new RelativeStrength(period);
      return (bars, { value }) => {
        strength.run(read(bars), bars.length, value);
        for (let k = 0; k < bars.length; k++) value[k] = 2 * (value[k] ?? 0) - 100;
      };
    },
  });
}
