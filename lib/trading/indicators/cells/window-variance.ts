/**
 * Sum of squared distances from the mean, over the last `period` values, in constant time a value and without ever subtracting what left the
 * window: the window is the tail of the last full block (aggregates kept for each of its tails) and the head of the present one, joined by
 * Chan's formula. So a flat window gives exactly 0 even right after a crash. NaN is passed over.
 */
export class WindowVariance {
  readonly #period: number;
  readonly #block: Float64Array;
  readonly #inverse: Float64Array;
  /** Mean and squared sum of block[j] to the block's end, of the last full block. */
  readonly #tailMean: Float64Array;
  readonly #tailSquares: Float64Array;
  #inBlock = 0;
  #isWarm = false;
  #headMean = 0;
  #headSquares = 0;
  #squares = Number.NaN;

  constructor(period: number) {
    this.#period = period;
    this.#block = new Float64Array(period);
    this.#inverse = Float64Array.from({ length: period + 1 }, (_, n) => (n === 0 ? 0 : 1 / n));
    this.#tailMean = new Float64Array(period);
    this.#tailSquares = new Float64Array(period);
  }

  push(value: number): number {
    if (value !== value) return this.#squares;
    const head = ++this.#inBlock;
    const distance = value - this.#headMean;
    this.#headMean += distance * (this.#inverse[head] ?? 0);
    this.#headSquares += distance * (value - this.#headMean);
    this.#block[head - 1] = value;
    const tail = this.#period - head;
    if (tail === 0) {
      this.#squares = this.#headSquares;
      this.#turn();
    } else if (this.#isWarm) {
      const apart = (this.#tailMean[head] ?? 0) - this.#headMean;
      this.#squares =
        (this.#tailSquares[head] ?? 0) +
        this.#headSquares +
        apart * apart * (tail * head * (this.#inverse[this.#period] ?? 0));
    }
    return this.#squares;
  }

  #turn(): void {
    let mean = 0;
    let squares = 0;
    for (let j = this.#period - 1; j >= 0; j--) {
      const value = this.#block[j] ?? 0;
      const distance = value - mean;
      mean += distance * (this.#inverse[this.#period - j] ?? 0);
      squares += distance * (value - mean);
      this.#tailMean[j] = mean;
      this.#tailSquares[j] = squares;
    }
    this.#inBlock = 0;
    this.#headMean = 0;
    this.#headSquares = 0;
    this.#isWarm = true;
  }
}
