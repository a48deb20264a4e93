import { toIso, utcMs } from "@/lib/kernel/time";
import { type Bars, candleAt } from "./bars.ts";
import { candleFault, TIME_MAX } from "./candle.ts";

export interface BarFault {
  readonly row: number;
  /** In words. */
  readonly fault: string;
}

/** Whether six numbers are a bar: on the grid, prices above 0, the high the highest and the low the lowest, no NaN. */
export function isSoundBar(
  time: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
  lengthMs: number,
): boolean {
  return (
    low > 0 &&
    open >= low &&
    close >= low &&
    high >= open &&
    high >= close &&
    high < Number.POSITIVE_INFINITY &&
    volume >= 0 &&
    volume < Number.POSITIVE_INFINITY &&
    time >= 0 &&
    time < TIME_MAX &&
    time % lengthMs === 0
  );
}

/** What is wrong with bars, the first `most` of it: each sound, in order, none twice; with `gapsAllowed` false none missing in between. */
export function barFaults(
  bars: Bars,
  lengthMs: number,
  { most = Number.POSITIVE_INFINITY, gapsAllowed = true }: { most?: number; gapsAllowed?: boolean } = {},
): BarFault[] {
  const { time, open, high, low, close, volume } = bars;
  const faults: BarFault[] = [];
  let previous = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < bars.length && faults.length < most; row += 1) {
    const at = time[row] ?? Number.NaN;
    const sound = isSoundBar(
      at,
      open[row] ?? Number.NaN,
      high[row] ?? Number.NaN,
      low[row] ?? Number.NaN,
      close[row] ?? Number.NaN,
      volume[row] ?? Number.NaN,
      lengthMs,
    );
    if (!sound) faults.push({ row, fault: candleFault(candleAt(bars, row), lengthMs) ?? "is no bar" });
    else if (at <= previous) faults.push({ row, fault: orderFault(at, previous) });
    else if (!gapsAllowed && row > 0 && at > previous + lengthMs)
      faults.push({ row, fault: gapFault(previous + lengthMs, at, lengthMs) });
    previous = at;
  }
  return faults;
}

/** Bars that open in [from, to) are missing before the one at `to`. */
export function gapFault(from: number, to: number, lengthMs: number): string {
  const missing = Math.round((to - from) / lengthMs);
  return `${missing === 1 ? "a bar is" : `${missing} bars are`} missing before it (from ${toIso(utcMs(from))})`;
}

/** Why a bar may not follow one that opens at `previous`, which is not before it. */
export function orderFault(time: number, previous: number): string {
  return time === previous ? "its timestamp was there before" : "its timestamp is before that of the row above";
}
