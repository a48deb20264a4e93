import { Lag } from "./cells/lag.ts";
import { WindowExtremeAge } from "./cells/window-extreme-age.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * A high above the `left` values before it and not below the `right` ones after it. The value stands at the bar that settles it, `right` bars
 * after the pivot, so no later bar is needed; NaN where there is none. From bar left + right on. Source: Pine ta.pivothigh.
 */
export function pivotHigh(left = 5, right = 5, source: Input = "high"): Study<"value"> {
  return pivot("pivotHigh", left, right, source, "highest");
}

/** The same for a low, below the values before it and not above those after it. Source: Pine ta.pivotlow. */
export function pivotLow(left = 5, right = 5, source: Input = "low"): Study<"value"> {
  return pivot("pivotLow", left, right, source, "lowest");
}

function pivot(name: string, left: number, right: number, source: Input, which: "highest" | "lowest"): Study<"value"> {
  checkWhole(name, "left", left);
  checkWhole(name, "right", right);
  return defineStudy({
    key: `${name}(${inputKey(source)},${left},${right})`,
    first: { value: inputFirst(source) + left + right },
    start: () => {
      const read = openInput(source);
      const age = new WindowExtremeAge(left + right + 1, which, "earliest");
      const back = new Lag(right);
      const scratch = scratchColumn();
      return (bars, { value }) => {
        const values = read(bars);
        const ages = scratch(bars.length);
        age.run(values, bars.length, ages);
        back.run(values, bars.length, value);
        for (let k = 0; k < bars.length; k++) if (ages[k] !== right) value[k] = Number.NaN;
      };
    },
  });
}
