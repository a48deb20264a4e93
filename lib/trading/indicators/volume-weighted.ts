import { WindowSum } from "./cells/window-sum.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

/** Volume-weighted moving average of the close: SMA(source*volume) / SMA(volume), from bar period - 1 on. Source: Pine ta.vwma. */
export function vwma(period = 20, source: Input = "close"): Study<"value"> {
  return weighted("vwma", period, source);
}

/** Volume-weighted average price of the last `period` bars, from bar period - 1 on; NaN without any volume. */
export function vwapRolling(period = 20, source: Input = "hlc3"): Study<"value"> {
  return weighted("vwapRolling", period, source);
}

function weighted(name: string, period: number, source: Input): Study<"value"> {
  checkWhole(name, "period", period);
  return defineStudy({
    key: `${name}(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + period - 1 },
    start: () => {
      const read = openInput(source);
      const [moneys, volumes] = [new WindowSum(period), new WindowSum(period)];
      const scratch = scratchColumn();
      return (bars, { value }) => {
        const values = read(bars);
        const volume = scratch(bars.length);
        for (let k = 0; k < bars.length; k++) {
          const price = values[k] ?? 0;
          value[k] = price * (bars.volume[k] ?? 0);
          volume[k] = Number.isNaN(price) ? Number.NaN : (bars.volume[k] ?? 0);
        }
        moneys.run(value, bars.length, value);
        volumes.run(volume, bars.length, volume);
        for (let k = 0; k < bars.length; k++) value[k] = (value[k] ?? 0) / (volume[k] ?? 0);
      };
    },
  });
}
