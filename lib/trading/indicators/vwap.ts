import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
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
