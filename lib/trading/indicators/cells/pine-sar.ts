/** Pine's ta.sar, bar by bar: the stop for each bar from the second on. */
export class PineSar {
  readonly #start: number;
  readonly #step: number;
  readonly #max: number;
  #bar = 0;
  #isLong = false;
  #stop = Number.NaN;
  #extreme = 0;
  #pace = 0;
  #close = 0;
  /** Highs and lows of the last two bars. */
  #high1 = Number.NaN;
  #high2 = Number.NaN;
  #low1 = Number.NaN;
  #low2 = Number.NaN;

  constructor(start: number, step: number, max: number) {
    this.#start = start;
    this.#step = step;
    this.#max = max;
  }

  push(high: number, low: number, close: number): number {
    if (this.#bar > 0) this.#move(high, low, close);
    this.#bar++;
    this.#close = close;
    this.#high2 = this.#high1;
    this.#high1 = high;
    this.#low2 = this.#low1;
    this.#low1 = low;
    return this.#stop;
  }

  #move(high: number, low: number, close: number): void {
    let isNewTrend = this.#bar === 1;
    if (isNewTrend) {
      this.#isLong = close > this.#close;
      this.#extreme = this.#isLong ? high : low;
      this.#stop = this.#isLong ? this.#low1 : this.#high1;
      this.#pace = this.#start;
    }
    this.#stop += this.#pace * (this.#extreme - this.#stop);
    if (this.#isLong ? this.#stop > low : this.#stop < high) {
      isNewTrend = true;
      this.#isLong = !this.#isLong;
      this.#stop = this.#isLong ? Math.min(low, this.#extreme) : Math.max(high, this.#extreme);
      this.#extreme = this.#isLong ? high : low;
      this.#pace = this.#start;
    }
    const isNewExtreme = this.#isLong ? high > this.#extreme : low < this.#extreme;
    if (!isNewTrend && isNewExtreme) {
      this.#extreme = this.#isLong ? high : low;
      this.#pace = Math.min(this.#pace + this.#step, this.#max);
    }
    this.#stop = this.#isLong
      ? Math.min(this.#stop, this.#low1, Number.isNaN(this.#low2) ? this.#low1 : this.#low2)
      : Math.max(this.#stop, this.#high1, Number.isNaN(this.#high2) ? this.#high1 : this.#high2);
  }
}
