import type { Study } from "../indicators/study.ts";
import { columnOf } from "./column-of.ts";
import { fastBelowSlow } from "./fast-below-slow.ts";
import { period } from "./parameter-kinds.ts";
import { CROSS_BITS, markCrosses } from "./signal-bits.ts";
import type { SignalStrategy } from "./strategy.ts";
import { choiceOf, numberOf } from "./values.ts";

/** What all crosses of a fast and a slow average of closes share. `average` makes the study of one window. */
export function averageCross(
  words: Pick<SignalStrategy, "name" | "title" | "description">,
  average: (bars: number) => Study,
): SignalStrategy {
  return {
    ...words,
    kind: "signals",
    parameters: {
      fast: period("Fast average, bars", 20),
      slow: period("Slow average, bars", 50),
      mode: {
        kind: "choice",
        label: "Long only, or always long or short",
        default: "long",
        choices: ["long", "reverse"],
      },
    },
    check: fastBelowSlow,
    studies: (parameters) => ({
      fast: average(numberOf(parameters, "fast")),
      slow: average(numberOf(parameters, "slow")),
    }),
    signals(columns, parameters, from, to, out) {
      const bits = CROSS_BITS[choiceOf(parameters, "mode") === "reverse" ? "reverse" : "long"];
      markCrosses(columnOf(columns, "fast"), columnOf(columns, "slow"), bits, from, to, out);
    },
  };
}
