import { defineStudy } from "./define-study.ts";
import type { Study } from "./study.ts";

/** On-balance volume: volumes of rising closes less those of falling ones, from 0 at the first bar. Source: Pine ta.obv. */
export function obv(): Study<"value"> {
  return onBalance("obv()", 0);
}

/** The same, starting with the first bar's volume. Source: TA-Lib OBV. */
export function obvTalib(): Study<"value"> {
  return onBalance("obvTalib()", 1);
}

function onBalance(key: string, firstVolume: 0 | 1): Study<"value"> {
  return defineStudy({
    key,
    first: { value: 0 },
    start: () => {
      const memory = Float64Array.of(0, Number.NaN);
      return ({ length, close, volume }, { value }) => {
        let sum = memory[0] ?? 0;
        let before = memory[1] ?? 0;
        for (let k = 0; k < length; k++) {
          const now = close[k] ?? 0;
          const sign = Number.isNaN(before) ? firstVolume : Math.sign(now - before);
          sum += sign * (volume[k] ?? 0);
          before = now;
          value[k] = sum;
        }
        memory[0] = sum;
        memory[1] = before;
      };
    },
  });
}
