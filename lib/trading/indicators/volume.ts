import { WindowSum } from "./cells/window-sum.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { scratchColumn } from "./input.ts";
import type { Study } from "./study.ts";

/** On-balance volume: volumes of rising closes less those of falling ones, from 0 at the first bar. Source: Pine ta.obv. */
export function obv(): Study<"value"> {
  return onBalance("obv()", 0);
}

/** The same, starting with the first bar's volume. Source: TA-Lib OBV. */
export function obvTalib(): Study<"value"> {
  return onBalance("obvTalib()", 1);
}

/**
 * Accumulation/distribution line: running sum of volume times where the close lies in the bar's range, -1 at the low to 1 at the high. A bar
 * without a range adds nothing. Source: TA-Lib AD, Pine ta.accdist.
 */
export function adLine(): Study<"value"> {
  return defineStudy({
    key: "adLine()",
    first: { value: 0 },
    start: () => {
      const memory = new Float64Array(1);
      return (bars, { value }) => {
        let sum = memory[0] ?? 0;
        for (let k = 0; k < bars.length; k++) {
          sum += flowOf(bars.high[k] ?? 0, bars.low[k] ?? 0, bars.close[k] ?? 0, bars.volume[k] ?? 0);
          value[k] = sum;
        }
        memory[0] = sum;
      };
    },
  });
}

/** Chaikin money flow: the same flow over `period` bars as part of their volume, -1 to 1, from bar period - 1 on; NaN without any volume. */
export function cmf(period = 20): Study<"value"> {
  checkWhole("cmf", "period", period);
  return defineStudy({
    key: `cmf(${period})`,
    first: { value: period - 1 },
    start: () => {
      const [flows, volumes] = [new WindowSum(period), new WindowSum(period)];
      const scratch = scratchColumn();
      return (bars, { value }) => {
        const volume = scratch(bars.length);
        for (let k = 0; k < bars.length; k++) {
          value[k] = flowOf(bars.high[k] ?? 0, bars.low[k] ?? 0, bars.close[k] ?? 0, bars.volume[k] ?? 0);
        }
        flows.run(value, bars.length, value);
        volumes.run(bars.volume, bars.length, volume);
        for (let k = 0; k < bars.length; k++) value[k] = (value[k] ?? 0) / (volume[k] ?? 0);
      };
    },
  });
}

function flowOf(high: number, low: number, close: number, volume: number): number {
  return high > low ? ((close - low - (high - close)) / (high - low)) * volume : 0;
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
