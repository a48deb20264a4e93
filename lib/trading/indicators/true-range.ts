import { TrueRange } from "./cells/true-range.ts";
import { defineStudy } from "./define-study.ts";
import type { Study } from "./study.ts";

/** True range from the first bar on, which counts as high - low. Source: Pine ta.tr(true). */
export function tr(): Study<"value"> {
  return ranges("tr()", "range");
}

/** True range from bar 1 on. Source: TA-Lib TRANGE, Pine ta.tr. */
export function trTalib(): Study<"value"> {
  return ranges("trTalib()", "none");
}

function ranges(key: string, first: "range" | "none"): Study<"value"> {
  return defineStudy({
    key,
    first: { value: first === "range" ? 0 : 1 },
    start: () => {
      const range = new TrueRange(first);
      return (bars, { value }) => range.run(bars, value);
    },
  });
}
