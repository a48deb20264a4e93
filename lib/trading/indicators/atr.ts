import { rmaCell } from "./cells/smoothing.ts";
import { TrueRange } from "./cells/true-range.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import type { Study } from "./study.ts";

/** Average true range: RMA of the true range, bar 0 counted as high - low, from bar period - 1 on. Source: Pine ta.atr. */
export function atr(period = 14): Study<"value"> {
  return averageRange("atr", period, "range");
}

/** The same with true ranges from bar 1 on, so from bar `period` on. Source: TA-Lib ATR. */
export function atrTalib(period = 14): Study<"value"> {
  return averageRange("atrTalib", period, "none");
}

function averageRange(name: string, period: number, first: "range" | "none"): Study<"value"> {
  checkWhole(name, "period", period);
  return defineStudy({
    key: `${name}(${period})`,
    first: { value: first === "range" ? period - 1 : period },
    start: () => {
      const range = new TrueRange(first);
      const average = rmaCell(period);
      return (bars, { value }) => {
        range.run(bars, value);
        average.run(value, bars.length, value);
      };
    },
  });
}
