import type { Bars } from "@/lib/trading/market/bars";

/**
 * Wilder's directional movement of a bar against the one before: how much further up its high is, or its low down; the larger counts, the other
 * is 0. The first bar has none before it: NaN.
 */
export class DirectionalMove {
  #high = Number.NaN;
  #low = Number.NaN;

  run({ length, high, low }: Bars, plus: Float64Array, minus: Float64Array): void {
    let highBefore = this.#high;
    let lowBefore = this.#low;
    for (let k = 0; k < length; k++) {
      const top = high[k] ?? 0;
      const bottom = low[k] ?? 0;
      const up = top - highBefore;
      const down = lowBefore - bottom;
      highBefore = top;
      lowBefore = bottom;
      // max(NaN, 0) is NaN, so the first bar stays undefined.
      plus[k] = down >= up ? 0 : Math.max(up, 0);
      minus[k] = up >= down ? 0 : Math.max(down, 0);
    }
    this.#high = highBefore;
    this.#low = lowBefore;
  }
}
