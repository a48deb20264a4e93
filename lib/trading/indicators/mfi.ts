import { WindowSum } from "./cells/window-sum.ts";
import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput, scratchColumn } from "./input.ts";
import type { Input, Study } from "./study.ts";

/**
 * Money flow index, 0 to 100: the part of source*volume over `period` bars that came with a rising source, from bar period - 1 on. The first bar,
 * which has none before it, counts on both sides; so bar period - 1 is Pine's own, and later ones are everybody's. NaN when nothing flowed.
 * Source: Pine ta.mfi.
 */
export function mfi(period = 14, source: Input = "hlc3"): Study<"value"> {
  checkWhole("mfi", "period", period);
  return moneyFlow("mfi", period, source, "both");
}

/** The same from bar `period` on: the first bar counts on neither side. A flow below 1 gives 0. Source: TA-Lib MFI. */
export function mfiTalib(period = 14): Study<"value"> {
  checkWhole("mfiTalib", "period", period, 2);
  return moneyFlow("mfiTalib", period, "hlc3", "neither");
}

function moneyFlow(name: string, period: number, source: Input, firstBar: "both" | "neither"): Study<"value"> {
  const isTalib = firstBar === "neither";
  return defineStudy({
    key: isTalib ? `${name}(${period})` : `${name}(${inputKey(source)},${period})`,
    first: { value: inputFirst(source) + (isTalib ? period : period - 1) },
    start: () => {
      const read = openInput(source);
      const [ups, downs] = [new WindowSum(period), new WindowSum(period)];
      const scratch = scratchColumn();
      const memory = Float64Array.of(Number.NaN);
      return (bars, { value }) => {
        const values = read(bars);
        const down = scratch(bars.length);
        let before = memory[0] ?? 0;
        for (let k = 0; k < bars.length; k++) {
          const now = values[k] ?? 0;
          const flow = Number.isNaN(before) && isTalib ? Number.NaN : now * (bars.volume[k] ?? 0);
          value[k] = now <= before ? 0 : flow;
          down[k] = now >= before ? 0 : flow;
          before = now;
        }
        memory[0] = before;
        ups.run(value, bars.length, value);
        downs.run(down, bars.length, down);
        for (let k = 0; k < bars.length; k++) {
          const rose = value[k] ?? 0;
          const both = rose + (down[k] ?? 0);
          value[k] = isTalib && both < 1 ? 0 : (100 * rose) / both;
        }
      };
    },
  });
}
