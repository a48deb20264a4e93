import type { Bars } from "@/lib/trading/market/bars";

/**
 * Wilder's true range: the widest of high - low and the distances of high and low from the close before. The first bar has no close before:
 * `first` says whether it is high - low (Pine's ta.tr(true), as in its ATR) or NaN (Pine's ta.tr, TA-Lib).
 */
export class TrueRange {
  readonly #first: "range" | "none";
  #close = Number.NaN;

  constructor(first: "range" | "none") {
    this.#first = first;
  }

  /** The true range of each bar, in `out`. */
  run({ length, high, low, close }: Bars, out: Float64Array): void {
    let before = this.#close;
    let k = 0;
    if (Number.isNaN(before) && length > 0) {
      out[0] = this.#first === "range" ? (high[0] ?? 0) - (low[0] ?? 0) : Number.NaN;
      before = close[0] ?? 0;
      k = 1;
    }
    for (; k < length; k++) {
      // The widest of the three is the bar's range stretched to the close before.
      out[k] = Math.max(high[k] ?? 0, before) - Math.min(low[k] ?? 0, before);
      before = close[k] ?? 0;
    }
    this.#close = before;
  }
}
