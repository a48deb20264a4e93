/**
 * Wilder's relative strength: rises and falls smoothed with weight 1/period, seeded with the mean of the first `period` of them.
 * 100*rise/(rise+fall) equals 100 - 100/(1+rise/fall) and needs one division; over a series that never moved it is 0/0, NaN.
 */
export class RelativeStrength {
  readonly #period: number;
  #taken = -1;
  #before = 0;
  #rise = 0;
  #fall = 0;

  constructor(period: number) {
    this.#period = period;
  }

  /** The first `count` values, the strength after each in `out`. NaN values are passed over. */
  run(values: Float64Array, count: number, out: Float64Array): void {
    const period = this.#period;
    const weight = 1 / period;
    let taken = this.#taken;
    let before = this.#before;
    let rise = this.#rise;
    let fall = this.#fall;
    for (let k = 0; k < count; k++) {
      const value = values[k] ?? Number.NaN;
      if (value === value) {
        const change = value - before;
        const up = change > 0 ? change : 0;
        const down = change < 0 ? -change : 0;
        before = value;
        if (taken === period) {
          rise += weight * (up - rise);
          fall += weight * (down - fall);
        } else if (++taken > 0) {
          rise += up;
          fall += down;
          if (taken === period) {
            rise /= period;
            fall /= period;
          }
        }
      }
      out[k] = taken === period ? (100 * rise) / (rise + fall) : Number.NaN;
    }
    this.#taken = taken;
    this.#before = before;
    this.#rise = rise;
    this.#fall = fall;
  }
}
