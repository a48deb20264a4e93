import { type Bars, emptyBars, firstRowAt, sliceBars } from "./bars.ts";
import { barStart, TIMEFRAME_MS, type Timeframe } from "./timeframe.ts";

export interface ResampleOptions {
  /**
   * "whole": a first or last bar that the shorter ones do not cover to its edge is left out, since what is missing there may not have
   * happened yet. "all": it is made of what there is, as a chart shows the bar that runs.
   */
  readonly edges?: "whole" | "all";
  /** Makes the columns; asked once, for at least as many as are filled. */
  readonly room?: (length: number) => Bars;
}

/**
 * Longer bars out of shorter ones: open of the first, close of the last, extremes, sum of volumes. A bar with holes inside is made of what
 * there is.
 */
export function resampleBars(bars: Bars, from: Timeframe, to: Timeframe, options: ResampleOptions = {}): Bars {
  const { edges = "whole", room = emptyBars } = options;
  const step = TIMEFRAME_MS[from];
  const length = TIMEFRAME_MS[to];
  if (bars.length === 0 || step === length) return bars;
  const firstMs = bars.time[0] ?? 0;
  const endMs = (bars.time[bars.length - 1] ?? 0) + step;
  const whole = edges === "whole";
  const start = (whole ? Math.ceil : Math.floor)(firstMs / length) * length;
  const end = (whole ? Math.floor : Math.ceil)(endMs / length) * length;
  const made = room(Math.max(0, Math.min(bars.length, (end - start) / length)));
  let row = -1;
  let open = Number.NaN;
  for (let i = firstRowAt(bars, start); i < bars.length; i += 1) {
    const at = bars.time[i] ?? 0;
    if (at >= end) break;
    const time = barStart(at, to);
    const high = bars.high[i] ?? 0;
    const low = bars.low[i] ?? 0;
    const volume = bars.volume[i] ?? 0;
    if (time === open) {
      if (high > (made.high[row] ?? 0)) made.high[row] = high;
      if (low < (made.low[row] ?? 0)) made.low[row] = low;
      made.volume[row] = (made.volume[row] ?? 0) + volume;
    } else {
      open = time;
      row += 1;
      made.time[row] = time;
      made.open[row] = bars.open[i] ?? 0;
      made.high[row] = high;
      made.low[row] = low;
      made.volume[row] = volume;
    }
    made.close[row] = bars.close[i] ?? 0;
  }
  const filled = sliceBars(made, 0, row + 1);
  for (let i = 0; i <= row; i += 1) filled.volume[i] = withoutNoise(filled.volume[i] ?? 0);
  return filled;
}

/** To 8 decimals: sums of floats show noise behind them. Larger volumes have no 8 decimals to show. */
function withoutNoise(volume: number): number {
  return volume < 9e7 ? Math.round(volume * 1e8) / 1e8 : volume;
}
