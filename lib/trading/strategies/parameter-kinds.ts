import type { Parameter } from "./strategy.ts";

/** Length of a window in bars. */
export function period(label: string, bars: number, min = 1): Parameter {
  return { kind: "number", label, default: bars, min, max: 5_000, step: 1, whole: true };
}

/** Distance from the signal's close in percent; 0: none. */
export function percentAway(label: string, percent: number): Parameter {
  return { kind: "number", label, default: percent, min: 0, max: 99, step: 0.5 };
}

/** Multiples of something, as of an ATR or a standard deviation. */
export function multiple(label: string, times: number, min = 0): Parameter {
  return { kind: "number", label, default: times, min, max: 100, step: 0.1 };
}

/** A height of an oscillator that runs from 0 to 100. */
export function height(label: string, value: number): Parameter {
  return { kind: "number", label, default: value, min: 0, max: 100, step: 1 };
}
