/** TA-Lib's SAR, bar by bar: the stop for each bar from the second on. */
export class TalibSar {
  readonly #acceleration: number;
  readonly #max: number;
  #bar = 0;
  #isLong = false;
  /** The stop of the bar to come. */
  #stop = 0;
  #extreme = 0;
  #pace: number;
  #high = 0;
  #low = 0;

  constructor(acceleration: number, max: number) {
    this.#acceleration = acceleration;
    this.#max = max;
    this.#pace = acceleration;
  }

  push(high: number, low: number): number {
    const highBefore = this.#bar > 1 ? this.#high : high;
    const lowBefore = this.#bar > 1 ? this.#low : low;
    if (this.#bar === 1) this.#begin(high, low);
    this.#high = high;
    this.#low = low;
    return this.#bar++ === 0 ? Number.NaN : this.#move(high, low, Math.max(high, highBefore), Math.min(low, lowBefore));
  }

  #begin(high: number, low: number): void {
    const up = high - this.#high;
    const down = this.#low - low;
    this.#isLong = !(down > 0 && up < down);
    this.#extreme = this.#isLong ? high : low;
    this.#stop = this.#isLong ? this.#low : this.#high;
  }

  /** `top` and `bottom` are the extremes of this bar and the one before, which the stop may not enter. */
  #move(high: number, low: number, top: number, bottom: number): number {
    const isTurn = this.#isLong ? low <= this.#stop : high >= this.#stop;
    if (isTurn) {
      this.#isLong = !this.#isLong;
      this.#stop = this.#isLong ? Math.min(this.#extreme, bottom) : Math.max(this.#extreme, top);
      this.#pace = this.#acceleration;
      this.#extreme = this.#isLong ? high : low;
    }
    const answer = this.#stop;
    if (!isTurn && (this.#isLong ? high > this.#extreme : low < this.#extreme)) {
      this.#extreme = this.#isLong ? high : low;
      this.#pace = Math.min(this.#pace + this.#acceleration, this.#max);
    }
    this.#stop += this.#pace * (this.#extreme - this.#stop);
    this.#stop = this.#isLong ? Math.min(this.#stop, bottom) : Math.max(this.#stop, top);
    return answer;
  }
}
