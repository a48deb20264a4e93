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

  push(high: number, low: number, close: number): number {
    const before = this.#close;
    this.#close = close;
    if (before !== before) return this.#first === "range" ? high - low : Number.NaN;
    return Math.max(high - low, Math.abs(high - before), Math.abs(low - before));
  }
}
