import { BlockCell } from "./block-cell.ts";

/**
 * Mean of the last `period` values with weights 1 for the oldest to `period` for the newest; NaN until the window is full. Distances from one
 * value of the window are weighted, not the values: equal values have exactly that value as their mean.
 */
export class WindowWeightedMean extends BlockCell {
  /** Distances from the last block's first value, summed with weights 1, 2, ... from block[j] to its end; at [period] nothing. */
  readonly #tailWeighted: Float64Array;
  #tailAnchor = 0;
  #anchor = 0;
  #sum = 0;
  #weighted = 0;

  constructor(period: number) {
    super(period);
    this.#tailWeighted = new Float64Array(period + 1).fill(Number.NaN);
    this.#tailWeighted[period] = 0;
  }

  protected takeInBlock(values: Float64Array, from: number, to: number, out: Float64Array): number {
    const { period, block } = this;
    const tailWeighted = this.#tailWeighted;
    const tailAnchor = this.#tailAnchor;
    const all = (period * (period + 1)) / 2;
    let inBlock = this.inBlock;
    if (inBlock === 0 && from < to) this.#anchor = values[from] ?? 0;
    const anchor = this.#anchor;
    let sum = this.#sum;
    let weighted = this.#weighted;
    let k = from;
    for (; k < to; k++) {
      const value = values[k] ?? Number.NaN;
      if (Number.isNaN(value)) break;
      block[inBlock++] = value;
      const tail = period - inBlock;
      sum += value - anchor;
      weighted += inBlock * (value - anchor);
      // The tail's distances are from its own anchor, the head's weights begin after the tail's.
      const shift = (tailAnchor - anchor) * ((tail * (tail + 1)) / 2);
      out[k] = anchor + ((tailWeighted[inBlock] ?? 0) + shift + weighted + tail * sum) / all;
    }
    this.inBlock = inBlock;
    this.#sum = sum;
    this.#weighted = weighted;
    return k;
  }

  protected turn(): void {
    const { period, block } = this;
    const anchor = this.#anchor;
    let sum = 0;
    let weighted = 0;
    for (let j = period - 1; j >= 0; j--) {
      // One more value in front: it weighs 1 and each later one gains 1.
      sum += (block[j] ?? 0) - anchor;
      weighted += sum;
      this.#tailWeighted[j] = weighted;
    }
    this.#tailAnchor = anchor;
    this.#sum = 0;
    this.#weighted = 0;
  }
}
