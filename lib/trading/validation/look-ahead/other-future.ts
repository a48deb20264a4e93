import { type Bars, emptyBars, sliceBars } from "@/lib/trading/market/bars";

/** Ways to take away or to change what comes after a bar. */
export const FUTURES = ["missing", "mirrored", "shifted"] as const;
export type Future = (typeof FUTURES)[number];

/** Bars after the cut that another future goes on for: enough for any look ahead that pays, and short enough to be quick. */
const TAIL = 500;

/**
 * The same bars before `cut` (from 1 to all), and another future: none · one in which every rise is a fall (each price p becomes c² / p, c
 * the last close before the cut) · the one that really came some bars later, at the price level of the cut. Times stay as they are.
 */
export function withFuture(bars: Bars, cut: number, future: Future): Bars {
  if (future === "missing") return sliceBars(bars, 0, cut);
  const to = Math.min(bars.length, cut + TAIL);
  const other = emptyBars(to);
  for (const name of ["time", "open", "high", "low", "close", "volume"] as const)
    other[name].set(bars[name].subarray(0, to));
  const last = bars.close[cut - 1] ?? 1;
  const ahead = Math.max(1, Math.floor((bars.length - cut) / 3));
  for (let i = cut; i < to; i += 1) {
    const from = future === "mirrored" ? i : cut + ((i - cut + ahead) % (bars.length - cut));
    const price = (column: Float64Array): number => {
      const p = column[from] ?? 1;
      return future === "mirrored"
        ? (last * last) / p
        : (p * last) / (bars.open[cut + (ahead % (bars.length - cut))] ?? 1);
    };
    const [open, close] = [price(bars.open), price(bars.close)];
    const [a, b] = [price(bars.high), price(bars.low)];
    other.open[i] = open;
    other.close[i] = close;
    // min and max of all four: rounding must not put an open outside its bar
    other.high[i] = Math.max(a, b, open, close);
    other.low[i] = Math.min(a, b, open, close);
    other.volume[i] = (bars.volume[from] ?? 0) * 2;
  }
  return other;
}
