import { DAY_MS } from "@/lib/kernel/time";

/** Index of the last bar of each UTC day that has one, by the bars' open times (rising). Days are leapt over, not walked. */
export function dayEnds(time: Float64Array): Int32Array {
  const ends: number[] = [];
  for (let first = 0; first < time.length; ) {
    const end = (Math.floor((time[first] ?? 0) / DAY_MS) + 1) * DAY_MS;
    let reach = 1;
    while ((time[first + reach] ?? Number.POSITIVE_INFINITY) < end) reach *= 2;
    let low = first + (reach >> 1); // inside the day
    let high = Math.min(first + reach, time.length); // beyond it
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((time[middle] ?? 0) < end) low = middle;
      else high = middle;
    }
    ends.push(low);
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
