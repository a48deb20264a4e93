import { Lag } from "./cells/lag.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

/** Value minus the value `period` bars before, from bar `period` on. Source: Pine ta.mom, TA-Lib MOM. */
export function momentum(period = 10, source: Input = "close"): Study<"value"> {
  return against("momentum", period, source, "difference");
}

/** The same under Pine's other name: change from `period` bars before. Source: Pine ta.change. */
export function change(period = 1, source: Input = "close"): Study<"value"> {
  return against("change", period, source, "difference");
}

/** Rate of change in percent against `period` bars before, from bar `period` on. Source: Pine ta.roc, TA-Lib ROC. */
export function roc(period = 10, source: Input = "close"): Study<"value"> {
  return against("roc", period, source, "percent");
}

function against(name: string, period: number, source: Input, unit: "difference" | "percent"): Study<"value"> {
  checkWhole(name, "period", period);
  return defineStudy({
    key: `${name}(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + period },
    start: () => {
      const read = openInput(source);
      const lag = new Lag(period);
      return (bars, { value }) => {
        const values = read(bars);
        lag.run(values, bars.length, value);
        for (let k = 0; k < bars.length; k++) {
          const before = value[k] ?? 0;
          const change = (values[k] ?? 0) - before;
          value[k] = unit === "percent" ? (100 * change) / before : change;
        }
      };
    },
  });
}
