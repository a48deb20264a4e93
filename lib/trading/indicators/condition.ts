import { checkWhole } from "./check-parameters.ts";
import { defineStudy } from "./define-study.ts";
import { inputFirst, inputKey, openInput } from "./input.ts";
import type { Input, Study } from "./study.ts";

/** The most occurrences `valueWhen` looks back. */
const OCCURRENCE_MAX = 1_000;

/**
 * Bars since the condition was last true (any number but 0 and NaN), 0 at the bar itself; NaN until it was true once.
 * Source: Pine ta.barssince.
 */
export function barsSince(condition: Input): Study<"value"> {
  return defineStudy({
    key: `barsSince(${inputKey(condition)})`,
    first: { value: inputFirst(condition) },
    start: () => {
      const read = openInput(condition);
      const memory = Float64Array.of(Number.NaN);
      return (bars, { value }) => {
        const truths = read(bars);
        let since = memory[0] ?? 0;
        for (let k = 0; k < bars.length; k++) {
          since = isTrue(truths[k] ?? 0) ? 0 : since + 1;
          value[k] = since;
        }
        memory[0] = since;
      };
    },
  });
}

/**
 * Value of the source at the bar where the condition was true for the last time (`occurrence` 0), the time before that (1), and so on; NaN until it
 * was true that often. Source: Pine ta.valuewhen.
 */
export function valueWhen(condition: Input, source: Input = "close", occurrence = 0): Study<"value"> {
  checkWhole("valueWhen", "occurrence", occurrence, 0, OCCURRENCE_MAX);
  return defineStudy({
    key: `valueWhen(${inputKey(condition)},${inputKey(source)},${occurrence})`,
    first: { value: Math.max(inputFirst(condition), inputFirst(source)) + occurrence },
    start: () => {
      const readTruth = openInput(condition);
      const readValue = openInput(source);
      const ring = new Float64Array(occurrence + 1).fill(Number.NaN);
      let oldest = 0;
      return (bars, { value }) => {
        const [truths, values] = [readTruth(bars), readValue(bars)];
        for (let k = 0; k < bars.length; k++) {
          if (isTrue(truths[k] ?? 0)) {
            ring[oldest] = values[k] ?? 0;
            oldest = oldest === occurrence ? 0 : oldest + 1;
          }
          value[k] = ring[oldest] ?? 0;
        }
      };
    },
  });
}

function isTrue(value: number): boolean {
  return value !== 0 && !Number.isNaN(value);
}
