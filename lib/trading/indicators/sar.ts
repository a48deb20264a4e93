import { PineSar } from "./cells/pine-sar.ts";
import { TalibSar } from "./cells/talib-sar.ts";
import { checkNumber } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import type { Study } from "./study.ts";

/**
 * Parabolic stop and reverse: a stop that runs after the trend by a growing part (`start`, plus `step` at each new extreme, up to `max`) of the
 * way to its extreme. From bar 1 on, whose close against the first says which way it begins. Source: Pine ta.sar.
 */
export function sar(start = 0.02, step = 0.02, max = 0.2): Study<"value"> {
  checkNumber("sar", "start", start, 0, 1);
  checkNumber("sar", "step", step, 0, 1);
  checkNumber("sar", "max", max, 0, 1);
  return defineStudy({
    key: `sar(${start},${step},${max})`,
    first: { value: 1 },
    start: () => {
      const cell = new PineSar(start, step, max);
      return ({ length, high, low, close }, { value }) => {
        for (let k = 0; k < length; k++) value[k] = cell.push(high[k] ?? 0, low[k] ?? 0, close[k] ?? 0);
      };
    },
  });
}

/** The same with Wilder's start as TA-Lib has it: the directional movement of bar 1 says which way it begins. Source: TA-Lib SAR. */
export function sarTalib(acceleration = 0.02, max = 0.2): Study<"value"> {
  checkNumber("sarTalib", "acceleration", acceleration, 0, 1);
  checkNumber("sarTalib", "max", max, 0, 1);
  return defineStudy({
    key: `sarTalib(${acceleration},${max})`,
    first: { value: 1 },
    start: () => {
      const cell = new TalibSar(Math.min(acceleration, max), max);
      return ({ length, high, low }, { value }) => {
        for (let k = 0; k < length; k++) value[k] = cell.push(high[k] ?? 0, low[k] ?? 0);
      };
    },
  });
}
