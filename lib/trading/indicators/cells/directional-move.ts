/** Wilder's directional movement of a bar against the one before: how much further up its high is, or its low down; the larger counts. */
export class DirectionalMove {
  plus = 0;
  minus = 0;
  #high = Number.NaN;
  #low = Number.NaN;

  /** False for the first bar, which has none before it. */
  push(high: number, low: number): boolean {
    const up = high - this.#high;
    const down = this.#low - low;
    this.#high = high;
    this.#low = low;
    this.plus = up > down && up > 0 ? up : 0;
    this.minus = down > up && down > 0 ? down : 0;
    return up === up;
  }
}
