import { DAY_MS } from "@/lib/kernel/time";

/** Index of the last bar of each UTC day that has one, by the bars' open times (rising). Days are leapt over, not walked. */
export function dayEnds(time: Float64Array): Int32Array {
  const ends: number[] = [];
  const { length } = time;
  let reach = 1; // bars of the day before: most days have as many
  for (let first = 0; first < length; ) {
    const end = (Math.floor((time[first] ?? 0) / DAY_MS) + 1) * DAY_MS;
    const isInside = (i: number): boolean => i < length && (time[i] ?? 0) < end;
    let low = first; // inside the day
    let high = first + reach; // beyond it, once it was found to be
    for (let step = reach; isInside(high); step *= 2) {
      low = high;
      high += step;
    }
    high = Math.min(high, length);
    if (high - 1 > low && isInside(high - 1)) low = high - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (isInside(middle)) low = middle;
      else high = middle;
    }
    ends.push(low);
    reach = high - first;
    first = high;
  }
  return Int32Array.from(ends);
}

/** Equity at the end of each UTC day that has a bar, with the day's start as its time. */
export function dailyEquity(
  time: Float64Array,
  equity: Float64Array,
): { readonly time: Float64Array; readonly equity: Float64Array } {
  const ends = dayEnds(time);
  return {
    time: Float64Array.from(ends, (row) => Math.floor((time[row] ?? 0) / DAY_MS) * DAY_MS),
    equity: Float64Array.from(ends, (row) => equity[row] ?? 0),
  };
}
