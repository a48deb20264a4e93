import { barStart, TIMEFRAME_MS, type Timeframe } from "../market/timeframe.ts";
import { POINTS_PER_BAR } from "./replay-path.ts";

/** Milliseconds of market time between two points of a bar of this length: every length divides into 60 whole ones. */
function pointStepMs(timeframe: Timeframe): number {
  return TIMEFRAME_MS[timeframe] / POINTS_PER_BAR;
}

/** The first instant after `after` at which any of the series has a point. The steps divide each other, so the finest one decides. */
export function nextPointTime(after: number, timeframes: readonly Timeframe[]): number {
  const step = Math.min(...timeframes.map(pointStepMs));
  return (Math.floor(after / step) + 1) * step;
}

/** Which point of which bar stands at `time`: the last one at or before it. `exact` says that it stands right there. */
export function pointAt(time: number, timeframe: Timeframe): { barTime: number; index: number; exact: boolean } {
  const barTime = barStart(time, timeframe);
  const step = pointStepMs(timeframe);
  const index = Math.floor((time - barTime) / step);
  return { barTime, index, exact: barTime + index * step === time };
}

/** Length of the shortest bar among the series: what `step` counts. */
export function shortestTimeframe(timeframes: readonly Timeframe[]): Timeframe {
  return timeframes.reduce((least, name) => (TIMEFRAME_MS[name] < TIMEFRAME_MS[least] ? name : least), "1d");
}
