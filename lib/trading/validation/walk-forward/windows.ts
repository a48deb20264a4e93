import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS } from "@/lib/kernel/time";

/** How history is cut. Lengths are whole bars or days of 24 hours, counted from the first bar. */
export interface WindowShape {
  /** `rolling`: the in-sample part keeps its length; `anchored`: it always begins at the first bar and grows. */
  readonly mode: "rolling" | "anchored";
  readonly unit: "bars" | "days";
  readonly inSample: number;
  readonly outOfSample: number;
  /** From one window to the next. At least `outOfSample`, or bars would count twice. */
  readonly step: number;
}

/** Bars [inFrom, inTo) choose the parameters, bars [outFrom, outTo) try them; inTo is outFrom. */
export interface Window {
  readonly inFrom: number;
  readonly inTo: number;
  readonly outFrom: number;
  readonly outTo: number;
}

/** Windows of one stage. More are a slip of the pen, and each of them is an object before anybody has looked at its trials. */
const WINDOWS_MAX = 50_000;

/**
 * All whole windows of a history, in order. In days, a window that a gap in the data leaves with fewer than two bars on either side is
 * left out; in both units the bars after the last whole window are not used.
 * @param time open times of the bars, rising; `barMs` their length
 */
export function windowsOf(
  time: Float64Array,
  barMs: number,
  shape: WindowShape,
): Result<readonly Window[], "too_short" | "too_many"> {
  const { mode, unit, inSample, outOfSample, step } = shape;
  const end = unit === "bars" ? time.length : ((time.at(-1) ?? 0) + barMs - (time[0] ?? 0)) / DAY_MS;
  const at = (length: number): number =>
    unit === "bars" ? length : lowerBound(time, (time[0] ?? 0) + length * DAY_MS);
  const count = Math.floor((end - inSample - outOfSample) / step) + 1;
  if (count > WINDOWS_MAX)
    return refuse(
      "too_many",
      `These are ${count.toLocaleString("en-US")} windows, and a stage has at most ${WINDOWS_MAX.toLocaleString("en-US")}: take a longer step.`,
    );
  const windows: Window[] = [];
  for (let start = 0; start + inSample + outOfSample <= end; start += step) {
    const outFrom = at(start + inSample);
    const window = {
      inFrom: mode === "anchored" ? 0 : at(start),
      inTo: outFrom,
      outFrom,
      outTo: at(start + inSample + outOfSample),
    };
    if (window.inTo - window.inFrom >= 2 && window.outTo - window.outFrom >= 2) windows.push(window);
  }
  if (windows.length > 0) return done(windows);
  const has = unit === "bars" ? `${time.length} bars` : `${Math.max(0, Math.floor(end))} days`;
  return refuse(
    "too_short",
    `inSample and outOfSample need ${inSample + outOfSample} ${unit}, and the data have ${has}: shorten them or load more candles.`,
  );
}

/** Index of the first bar at `at` or later. */
function lowerBound(time: Float64Array, at: number): number {
  let [low, high] = [0, time.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((time[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
