import { WindowSum } from "./cells/window-sum.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

const DAY_MS = 86_400_000;

/** Volume-weighted average price since 00:00 UTC of the bar's day; NaN until the day has volume. Source: Pine ta.vwap (a session is a UTC day). */
export function vwap(source: Input = "hlc3"): Study<"value"> {
  return defineStudy({
    key: `vwap(${inputKey(source)})`,
    first: { value: inputFirst(source) },
    start: () => {
      const read = openInput(source);
      const memory = Float64Array.of(Number.NEGATIVE_INFINITY, 0, 0);
      return (bars, { value }) => {
        const values = read(bars);
        let [day = 0, money = 0, volume = 0] = memory;
        for (let k = 0; k < bars.length; k++) {
          const today = Math.floor((bars.time[k] ?? 0) / DAY_MS);
          if (today !== day) {
            day = today;
            money = 0;
            volume = 0;
          }
          const price = values[k] ?? 0;
          if (!Number.isNaN(price)) {
            money += price * (bars.volume[k] ?? 0);
            volume += bars.volume[k] ?? 0;
          }
          value[k] = money / volume;
        }
        memory.set([day, money, volume]);
      };
    },
  });
}

/** Volume-weighted average price of the last `period` bars, from bar period - 1 on; NaN without any volume. */
export function vwapRolling(period = 20, source: Input = "hlc3"): Study<"value"> {
  return weighted("vwapRolling", period, source);
}

/** Volume-weighted moving average of the close: SMA(source*volume) / SMA(volume), from bar period - 1 on. Source: Pine ta.vwma. */
export function vwma(period = 20, source: Input = "close"): Study<"value"> {
  return weighted("vwma", period, source);
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
