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
